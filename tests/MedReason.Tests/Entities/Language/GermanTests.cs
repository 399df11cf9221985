namespace MedReason.Tests;

public sealed class GermanTests
{
    private static readonly ListGraph Graph = ListGraph.Of(
        ("D:01", "Fieber", []),
        ("D:02", "Husten", []),
        ("D:03", "Pneumonie", ["Lungenentzündung"]),
        ("D:04", "Anämie", ["Blutarmut"]),
        ("D:05", "Diabetes mellitus", []),
        ("D:06", "Kopfschmerz", []),
        ("D:07", "Ödem", []),
        ("D:08", "Entzündung der Leber", []),
        ("D:09", "alkoholische Fettleber", []),
        ("D:10", "Asthma", []),
        ("D:11", "Herzinfarkt", ["Myokardinfarkt"]),
        ("D:12", "Gallenstein", []),
        ("D:13", "produktiver Husten", []));

    private static readonly LexiconEntityExtractor Extractor = new(new LexiconEntityExtractorOptions { Language = LanguageProfile.Find("de") });

    [Theory]
    [InlineData("Der Patient hat Kopfschmerzen.", "D:06")]
    [InlineData("Es besteht eine Anaemie.", "D:04")]
    [InlineData("Bekannte ANÄMIE.", "D:04")]
    [InlineData("Beidseitige Oedeme der Beine.", "D:07")]
    [InlineData("Verlauf der Lungenentzündungen.", "D:03")]
    [InlineData("Zeichen einer Entzündung der Leber.", "D:08")]
    [InlineData("Gallensteine im Ultraschall.", "D:12")]
    public async Task Inflection_umlauts_and_stop_words_are_those_of_the_language(string text, string node) =>
        (await Extractor.ExtractTextAsync(Graph, text)).ShouldHaveSingleItem().Candidates[0].NodeId.Value.ShouldBe(node);

    [Theory]
    [InlineData("Kein Fieber.", Assertion.Absent)]
    [InlineData("Die Patientin verneint Fieber und Husten.", Assertion.Absent)]
    [InlineData("Fieber wird verneint.", Assertion.Absent)]
    [InlineData("Fieber: keines.", Assertion.Absent)]
    [InlineData("Fieber bestand nicht.", Assertion.Absent)]
    [InlineData("Eine Pneumonie konnte ausgeschlossen werden.", Assertion.Absent)]
    [InlineData("Kein Anhalt für eine Pneumonie.", Assertion.Absent)]
    [InlineData("Er hat weder Fieber noch Husten.", Assertion.Absent)]
    [InlineData("Er hat Fieber.", Assertion.Present)]
    [InlineData("Nicht nur Fieber.", Assertion.Present)]
    [InlineData("Z. n. Myokardinfarkt.", Assertion.Historical)]
    [InlineData("Zustand nach Herzinfarkt.", Assertion.Historical)]
    [InlineData("Herzinfarkt vor 5 Jahren in der Vorgeschichte.", Assertion.Historical)]
    [InlineData("Verdacht auf Pneumonie.", Assertion.Possible)]
    [InlineData("V. a. Pneumonie.", Assertion.Possible)]
    [InlineData("Eine Pneumonie kann nicht ausgeschlossen werden.", Assertion.Possible)]
    [InlineData("Falls Fieber auftritt, kommt er wieder.", Assertion.Hypothetical)]
    [InlineData("Die Mutter hat Diabetes mellitus.", Assertion.Family)]
    [InlineData("Familienanamnese: Diabetes mellitus.", Assertion.Family)]
    [InlineData("Seine Mutter berichtet über Husten.", Assertion.Present)]
    [InlineData("Vorerkrankungen: Asthma.", Assertion.Historical)]
    public async Task Phrases_of_the_language_qualify_a_finding(string text, Assertion expected) =>
        (await Extractor.ExtractTextAsync(Graph, text)).ShouldAllBe(mention => mention.Assertion == expected);

    [Theory]
    [InlineData("Kein Fieber, aber Husten.")]
    [InlineData("Kein Fieber; Husten seit 3 Tagen.")]
    [InlineData("Er verneint Fieber, jedoch besteht Husten.")]
    public async Task A_clause_ends_the_scope(string text) =>
        (await Extractor.ExtractTextAsync(Graph, text)).Select(static mention => mention.Assertion).ShouldBe([Assertion.Absent, Assertion.Present]);

    [Theory]
    [InlineData("nicht-alkoholische Fettleber")]
    [InlineData("Nichtalkoholische Fettleber")]
    public async Task A_prefix_changes_the_word(string text) => (await Extractor.ExtractTextAsync(Graph, text)).ShouldBeEmpty();

    [Fact]
    public async Task English_phrases_mean_nothing_in_German()
    {
        (await Extractor.ExtractTextAsync(Graph, "No Fieber.")).ShouldHaveSingleItem().Assertion.ShouldBe(Assertion.Present);
        (await new LexiconEntityExtractor().ExtractTextAsync(Graph, "Kein Fieber.")).ShouldHaveSingleItem().Assertion.ShouldBe(Assertion.Present);
    }

    [Fact]
    public async Task An_option_is_covered_by_the_words_of_its_language()
    {
        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "Welche Diagnose ist am wahrscheinlichsten?",
            Options = [new AnswerOption { Label = "A", Text = "Eine Entzündung der Leber" }, new AnswerOption { Label = "B", Text = "Der Herzinfarkt" }],
        };
        var linker = new EntityLinker(new EntityLinkerOptions { Language = LanguageProfile.Find("de") });
        IReadOnlyList<EntityLink> links = await linker.LinkAsync(Graph, question, await Extractor.ExtractAsync(Graph, question));
        links.Select(static link => (link.Mention.OptionLabel, link.Node?.Id.Value, link.Coverage)).ShouldBe([("A", "D:08", 1), ("B", "D:11", 1)]);
    }

    [Theory]
    [InlineData("Welche der folgenden Aussagen ist nicht richtig?", QuestionAsk.Except)]
    [InlineData("Alle sind typisch, außer:", QuestionAsk.Except)]
    [InlineData("Welche Diagnose ist am wahrscheinlichsten?", QuestionAsk.Affirm)]
    public void What_a_question_asks_is_read_in_its_language(string text, QuestionAsk ask) =>
        QuestionWording.DetectAsk(text, LanguageProfile.Find("de")).ShouldBe(ask);

    [Theory]
    [InlineData("Welche Diagnose ist am wahrscheinlichsten?", QuestionIntent.Diagnosis)]
    [InlineData("Welches Medikament ist kontraindiziert?", QuestionIntent.Avoid)]
    [InlineData("Which is the most likely diagnosis?", QuestionIntent.Other)]
    public async Task The_intent_is_read_by_cues_of_the_language(string text, QuestionIntent intent) =>
        (await new RuleIntentReader(LanguageProfile.Find("de")).ReadAsync(new MedicalQuestion { Id = "1", Text = text })).Intent.ShouldBe(intent);
}
