namespace MedReason.Tests;

public sealed class DerivedFindingsTests
{
    private static readonly ListGraph Graph = ListGraph.Of(
        ("D:01", "Fever", ["Pyrexia"]),
        ("D:02", "Hypokalemia", []),
        ("D:03", "Anemia", []),
        ("D:04", "Tachycardia", []),
        ("D:05", "Hypotension", []),
        ("D:06", "Leukocytosis", []),
        ("D:07", "Hypoglycemia", []),
        ("D:08", "Hyperglycemia", []),
        ("D:09", "Hypoxemia", []),
        ("D:10", "Hyponatremia", []),
        ("D:11", "Thrombocytopenia", []),
        ("D:12", "Obesity", []));

    private static readonly LexiconEntityExtractor Extractor = new(new LexiconEntityExtractorOptions { DeriveFindings = true });

    [Theory]
    [InlineData("Her temperature is 39.2°C (102.6°F).", "Fever", "temperature is 39.2°C", 39.2, "°C")]
    [InlineData("Temperature: 102.6 F", "Fever", "Temperature: 102.6 F", 102.6, "F")]
    [InlineData("A temperature of 39.2, pulse regular.", "Fever", "temperature of 39.2", 39.2, "°C")]
    [InlineData("Serum potassium was 2.9 mEq/L.", "Hypokalemia", "potassium was 2.9 mEq/L", 2.9, "mEq/L")]
    [InlineData("K+: 2.9 mmol/L", "Hypokalemia", "K+: 2.9 mmol/L", 2.9, "mmol/L")]
    [InlineData("Hemoglobin 7.2 g/dL", "Anemia", "Hemoglobin 7.2 g/dL", 7.2, "g/dL")]
    [InlineData("Haemoglobin level 72 g/L", "Anemia", "Haemoglobin level 72 g/L", 72, "g/L")]
    [InlineData("pulse is 126/min and regular", "Tachycardia", "pulse is 126/min", 126, "/min")]
    [InlineData("blood pressure is 82/45 mm Hg", "Hypotension", "blood pressure is 82/45 mm Hg", 82, "mm Hg")]
    [InlineData("a leukocyte count of 14,200/mm3", "Leukocytosis", "leukocyte count of 14,200/mm3", 14200, "/mm3")]
    [InlineData("WBC 14.2 × 10⁹/L", "Leukocytosis", "WBC 14.2 × 10⁹/L", 14.2, "× 10⁹/L")]
    [InlineData("glucose 2.1 mmol/L", "Hypoglycemia", "glucose 2.1 mmol/L", 2.1, "mmol/L")]
    [InlineData("oxygen saturation is 84% on room air", "Hypoxemia", "oxygen saturation is 84%", 84, "%")]
    [InlineData("sodium 121 and normal renal function", "Hyponatremia", "sodium 121", 121, "mmol/L")]
    [InlineData("her BMI is 30 kg/m2", "Obesity", "BMI is 30 kg/m2", 30, "kg/m2")]
    public async Task A_value_outside_its_range_is_a_derived_finding(string text, string finding, string span, double value, string unit)
    {
        EntityMention mention = (await Extractor.ExtractTextAsync(Graph, text)).ShouldHaveSingleItem();
        mention.Text.ShouldBe(span);
        text[mention.Start..mention.End].ShouldBe(span);
        mention.Candidates.ShouldHaveSingleItem().Method.ShouldBe(LinkMethods.Derived);
        DerivedFinding derived = mention.Derived.ShouldNotBeNull();
        derived.Finding.ShouldBe(finding, StringCompareShould.IgnoreCase);
        (derived.Value, derived.Unit).ShouldBe((value, unit));
        (derived.Low ?? derived.High).ShouldNotBeNull();
        derived.Source.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Her temperature is 37.1°C.")]
    [InlineData("Potassium is 3.5 mEq/L.")]
    [InlineData("Potassium is 29 mEq/L.")] // no patient has it
    [InlineData("Hemoglobin 7")] // g/dL or mmol/L
    [InlineData("glucose 40")] // mg/dL or mmol/L
    [InlineData("40 mEq of potassium; potassium 2 tablets")]
    [InlineData("potassium 2.9 furlongs")]
    [InlineData("glucose: 2+")]
    [InlineData("Na+ (120–130 mEq/L)")]
    [InlineData("Hemoglobin A1c 7.2 g/dL")]
    [InlineData("Urine: Na+ 10 mEq/L, K+ 2 mmol/L")]
    [InlineData("Cerebrospinal fluid shows a glucose of 20 mg/dL.")]
    [InlineData("The fetal heart rate is 150/min.")]
    [InlineData("Call if her temperature is 39°C.")]
    [InlineData("If the potassium is 2.9 mEq/L, stop it.")]
    [InlineData("A 3-year-old has a temperature of 39°C.")]
    [InlineData("A one-day-old male has a blood pressure of 58/37 mm Hg.")]
    [InlineData("A newborn has a pulse of 150/min.")]
    [InlineData("The boy has a pulse of 150/min.")]
    public async Task Nothing_is_derived_of_what_may_be_another_thing(string text) =>
        (await Extractor.ExtractTextAsync(Graph, text)).ShouldNotContain(static mention => mention.Derived != null);

    [Theory]
    [InlineData("Two years ago, a hemoglobin of 7.2 g/dL was found; a history of hemoglobin 7.2 g/dL.", Assertion.Historical)]
    [InlineData("Her mother has a hemoglobin of 7.2 g/dL.", Assertion.Family)]
    public async Task A_value_has_the_assertion_of_its_place(string text, Assertion assertion) =>
        (await Extractor.ExtractTextAsync(Graph, text))[^1].Assertion.ShouldBe(assertion);

    [Fact]
    public async Task Values_stand_among_the_mentions_by_their_place_and_are_linked()
    {
        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "A 40-year-old man has anemia. His temperature is 39.2°C and he has a tachycardia.",
            Options = [new AnswerOption { Label = "A", Text = "Potassium 2.9 mEq/L" }],
        };
        IReadOnlyList<EntityMention> mentions = await Extractor.ExtractAsync(Graph, question);
        mentions.Select(static mention => mention.Text).ShouldBe(["anemia", "temperature is 39.2°C", "tachycardia"]);

        EntityLink link = (await new EntityLinker().LinkAsync(Graph, question, mentions))[1];
        (link.Node?.Name, link.Method, link.Relation, link.Score).ShouldBe(("Fever", LinkMethods.Derived, LinkRelation.Related, 1));
        link.Mention.Derived!.ToString().ShouldBe("fever by body temperature 39.2 °C, range 35 to 38 °C");
    }

    [Fact]
    public async Task Nothing_is_derived_unless_it_is_asked_for() =>
        (await new LexiconEntityExtractor().ExtractTextAsync(Graph, "Her temperature is 39.2°C.")).ShouldBeEmpty();

    [Fact]
    public async Task A_finding_that_the_graph_does_not_have_is_no_mention() =>
        (await Extractor.ExtractTextAsync(ListGraph.Of(("D:1", "cough", [])), "Her temperature is 39.2°C.")).ShouldBeEmpty();

    [Fact]
    public void Values_are_read_in_English_only() =>
        Should.Throw<ArgumentException>(() => new LexiconEntityExtractor(
            new LexiconEntityExtractorOptions { DeriveFindings = true, Language = LanguageProfile.Find("de") })).Message.ShouldContain("English");

    [Fact]
    public async Task A_long_text_of_values_is_read_in_linear_time()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        string text = string.Concat(Enumerable.Repeat("potassium is 2.9 mEq/L and temperature : = ( of is was ", 5_000));
        (await Extractor.ExtractTextAsync(Graph, text, cancellationToken: limit.Token)).Count(static mention => mention.Derived != null).ShouldBe(5_000);
    }
}
