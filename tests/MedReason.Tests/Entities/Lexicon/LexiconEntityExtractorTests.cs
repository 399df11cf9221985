namespace MedReason.Tests;

public sealed class LexiconEntityExtractorTests
{
    private static readonly ListGraph Graph = ListGraph.Of(
        ("D:1", "diabetes mellitus", ["DM"]),
        ("D:2", "type 2 diabetes mellitus", ["diabetes mellitus, type 2"]),
        ("D:3", "anemia", []),
        ("D:4", "fever", ["pyrexia"]),
        ("G:1", "WAS", []),
        ("G:2", "TP53", ["p53"]));

    [Fact]
    public async Task The_longest_name_wins_and_its_span_is_exact()
    {
        EntityMention mention = (await ExtractAsync("Treated for type 2 diabetes mellitus.")).ShouldHaveSingleItem();
        mention.Text.ShouldBe("type 2 diabetes mellitus");
        (mention.Start, mention.End).ShouldBe((12, 36));
        mention.Candidates[0].NodeId.Value.ShouldBe("D:2");
    }

    [Theory]
    [InlineData("Fever", "D:4", "exact")]
    [InlineData("pyrexia", "D:4", "synonym")]
    [InlineData("anaemias", "D:3", "normalized")]
    [InlineData("anaemia", "D:3", "normalized")]
    public async Task A_name_is_found_in_its_other_spellings(string text, string id, string method)
    {
        MentionCandidate candidate = (await ExtractAsync(text)).ShouldHaveSingleItem().Candidates.ShouldHaveSingleItem();
        candidate.NodeId.Value.ShouldBe(id);
        candidate.Method.ShouldBe(method);
    }

    [Theory]
    [InlineData("He was ill.")]
    [InlineData("He WAS ill.")]
    [InlineData("tp53")]
    [InlineData("dm")]
    public async Task A_symbol_that_is_a_word_or_is_written_small_is_refused(string text) => (await ExtractAsync(text)).ShouldBeEmpty();

    [Fact]
    public async Task Mentions_tell_their_role_and_their_option_in_order()
    {
        MedicalQuestion question = new()
        {
            Id = "1",
            Text = "Which has no fever?",
            Options = [new AnswerOption { Label = "A", Text = "anemia" }, new AnswerOption { Label = "B", Text = "pyrexia" }],
            Answer = "anemia",
        };
        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractAsync(Graph, question);
        mentions.Select(static m => (m.Role, m.OptionLabel, m.Text, m.Assertion)).ShouldBe(
        [
            (MentionRole.Question, null, "fever", Assertion.Absent),
            (MentionRole.Answer, null, "anemia", Assertion.Present),
            (MentionRole.Option, "A", "anemia", Assertion.Present),
            (MentionRole.Option, "B", "pyrexia", Assertion.Present),
        ]);
    }

    [Fact]
    public async Task A_graph_without_a_catalogue_is_refused_with_what_to_write()
    {
        ListGraph graph = new([], hasCatalog: false);
        KnowledgeGraphException thrown = await Should.ThrowAsync<KnowledgeGraphException>(
            async () => await new LexiconEntityExtractor().ExtractTextAsync(graph, "fever"));
        thrown.Message.ShouldContain(nameof(INodeCatalog));
    }

    [Fact]
    public async Task The_names_of_a_graph_are_read_once_however_many_ask_at_once()
    {
        ListGraph graph = ListGraph.Of(("D:4", "fever", []));
        LexiconEntityExtractor extractor = new();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await extractor.ExtractTextAsync(graph, "fever")).Count.ShouldBe(1)));
        graph.CatalogReads.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<EntityMention>> ExtractAsync(string text) =>
        await new LexiconEntityExtractor().ExtractTextAsync(Graph, text);
}
