namespace MedReason.Tests;

public sealed class LanguageProfileTests
{
    private static readonly ListGraph Graph = ListGraph.Of(("D:1", "fiebre", []), ("D:2", "tos", []), ("D:3", "anemia crónica", []));

    [Fact]
    public void English_and_German_are_known() => LanguageProfile.KnownNames.ShouldBe(["de", "en"]);

    [Theory]
    [InlineData("en", "en")]
    [InlineData("EN", "en")]
    [InlineData("en-US", "en")]
    [InlineData("de-AT", "de")]
    [InlineData("de-CH-1996", "de")]
    public void A_longer_name_finds_its_language(string name, string language) => LanguageProfile.Find(name).Name.ShouldBe(language);

    [Theory]
    [InlineData("xx")]
    [InlineData("")]
    [InlineData("english")]
    [InlineData("../en")]
    public void An_unknown_language_is_reported_with_those_that_are_known(string name)
    {
        LanguageProfile.TryFind(name, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => LanguageProfile.Find(name)).Message.ShouldStartWith($"expected one of the languages de, en, found '{name}'");
    }

    [Fact]
    public async Task A_profile_of_ones_own_is_read_from_word_lists()
    {
        LanguageProfile spanish = LanguageProfile.Read("es", new StringReader(
            """
            # Spanish
            [stop]
            de la el
            [ending]
            as:a os:o es:
            [function]
            con y pero
            [AbsentForward 10]
            sin | niega
            [Terminator 0]
            pero
            """));
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = spanish });

        IReadOnlyList<EntityMention> mentions = await extractor.ExtractTextAsync(Graph, "Niega fiebre pero refiere tos. Anemias crónicas.");

        mentions.Select(static mention => (mention.Candidates[0].NodeId.Value, mention.Assertion)).ShouldBe(
            [("D:1", Assertion.Absent), ("D:2", Assertion.Present), ("D:3", Assertion.Present)]);
    }

    [Fact]
    public async Task A_profile_adds_to_another()
    {
        LanguageProfile house = LanguageProfile.Read("en-x-house", new StringReader("[AbsentForward 10]\nnil of"), LanguageProfile.English);
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = house });
        ListGraph graph = ListGraph.Of(("D:1", "fever", []));
        (await extractor.ExtractTextAsync(graph, "Nil of fevers.")).ShouldHaveSingleItem().Assertion.ShouldBe(Assertion.Absent);
        (await extractor.ExtractTextAsync(graph, "Denies fevers.")).ShouldHaveSingleItem().Assertion.ShouldBe(Assertion.Absent);
        (await new LexiconEntityExtractor().ExtractTextAsync(graph, "Nil of fevers.")).ShouldHaveSingleItem().Assertion.ShouldBe(Assertion.Present);
    }

    [Fact]
    public void Each_section_of_the_lists_of_the_library_may_be_in_a_profile_of_ones_own()
    {
        foreach (string resource in typeof(LanguageProfile).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith("words/", StringComparison.Ordinal)))
        {
            using StreamReader lines = new(typeof(LanguageProfile).Assembly.GetManifestResourceStream(resource)!);
            Should.NotThrow(() => LanguageProfile.Read(resource, lines), resource);
        }
    }

    [Theory]
    [InlineData("stop\n", 1, "expected a section such as [stop], found stop")]
    [InlineData("[stop]\na\n[stops]\nb", 4, "found the section [stops]")]
    [InlineData("[stop\n", 1, "expected a section such as [stop], found [stop")]
    [InlineData("\n[ending]\nes=e", 3, "expected two words joined by a colon, found es=e")]
    [InlineData("[equal-name]\nflu = influenza\nflu =", 3, "expected names joined by =, found flu =")]
    [InlineData("[ending]\ne:es", 2, "expected a replacement that is not longer, found e:es")]
    [InlineData("[AbsentForward]\nsin", 2, "expected a section [Kind reach] such as [AbsentForward 40], found [AbsentForward]")]
    [InlineData("[Absent 10]\nsin", 2, "found [Absent 10]")]
    [InlineData("[AbsentForward 10]\nsin\na |  | b", 3, "expected phrases")]
    [InlineData("[intent Fun]\nx", 2, "expected a section of an intent")]
    [InlineData("[intent Diagnosis]\n(x", 2, "expected regular expressions")]
    public void A_line_that_cannot_be_read_is_named(string words, int line, string message)
    {
        InputFormatException thrown = Should.Throw<InputFormatException>(() =>
        {
            var options = new LexiconEntityExtractorOptions { Language = LanguageProfile.Read("my.txt", new StringReader(words)) };
            _ = new LexiconEntityExtractor(options);
            _ = new RuleIntentReader(options.Language);
        });
        thrown.File.ShouldBe("my.txt");
        thrown.Line.ShouldBe(line);
        thrown.Message.ShouldContain(message);
    }
}
