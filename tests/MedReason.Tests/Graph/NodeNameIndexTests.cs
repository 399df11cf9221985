namespace MedReason.Tests.Graph;

/// <summary>How names find nodes.</summary>
public sealed class NodeNameIndexTests : IDisposable
{
    private readonly InMemoryKnowledgeGraph _graph = ToyGraph.Builder().Build();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData("Metformin", "D:1 1 exact Metformin")]
    [InlineData("METFORMIN", "D:1 0.95 normalized Metformin")]
    [InlineData("  type 2   diabetes ", "M:1 0.95 normalized Type-2 diabetes")]
    [InlineData("T2DM", "M:1 0.9 synonym T2DM")]
    [InlineData("t2dm", "M:1 0.85 synonym T2DM")]
    [InlineData("Diabetes mellitus, type 2", "M:1 0.85 synonym diabetes mellitus type 2")]
    [InlineData("M:2", "M:2 1 id ")]
    [InlineData("diabetes", "")]
    [InlineData("", "")]
    [InlineData(" \t", "")]
    [InlineData("---", "")]
    [InlineData("no:such", "")]
    public async Task A_text_finds_the_nodes_it_names(string text, string expected) => (await FindAsync(text)).ShouldBe(expected);

    [Fact]
    public async Task Homonyms_all_stand_in_the_list_by_id_and_a_type_tells_them_apart()
    {
        (await FindAsync("mcc")).ShouldBe("D:2 0.95 normalized MCC; G:1 0.95 normalized MCC");
        (await FindAsync("mcc", new NodeSearchOptions { Types = [new NodeType("gene/protein")] })).ShouldBe("G:1 0.95 normalized MCC");
        (await FindAsync("mcc", new NodeSearchOptions { MaxResults = 1 })).ShouldBe("D:2 0.95 normalized MCC");
        (await FindAsync("mcc", new NodeSearchOptions { MaxResults = 0 })).ShouldBe("");
        (await FindAsync("mcc", new NodeSearchOptions { MinScore = 0.96 })).ShouldBe("");
    }

    [Fact]
    public async Task A_batch_answers_in_its_order()
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await _graph.SearchAsync(["Alone", "?", "Metformin", "Alone"]);
        found.Select(list => list.Count).ShouldBe([1, 0, 1, 1]);
    }

    [Fact]
    public async Task Names_beyond_ASCII_and_long_ones_are_found_whatever_their_case()
    {
        string longName = new string('\u00C4', 500) + " Syndrome";
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder()
            .AddNode(ToyGraph.Node("a:1", "Sj\u00F6gren's Syndrome", "t")).AddNode(ToyGraph.Node("a:2", longName, "t")).AddNode(ToyGraph.Node("a:3", "", "t"))
            .AddNode(ToyGraph.Node("a:4", "\u0393-globulin", "t")).Build();

        (await graph.SearchAsync(["SJ\u00D6GREN S SYNDROME"]))[0].Single().Node.Id.Value.ShouldBe("a:1");
        (await graph.SearchAsync([longName.ToLowerInvariant()]))[0].Single().Node.Id.Value.ShouldBe("a:2");
        (await graph.SearchAsync(["\u03B3 globulin"]))[0].Single().Node.Id.Value.ShouldBe("a:4");
    }

    [Fact]
    public async Task Every_name_and_synonym_of_a_larger_graph_finds_its_node()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Random(seed: 1, nodes: 300, edges: 10, relations: 1);
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            KgNode node = graph.GetNode(ordinal);
            foreach (string name in node.Synonyms.Append(node.Name))
            {
                (await graph.SearchAsync([name.ToUpperInvariant()], new NodeSearchOptions { MaxResults = 1_000 }))[0]
                    .Select(found => found.Node.Id).ShouldContain(node.Id);
            }
        }
    }

    private async Task<string> FindAsync(string text, NodeSearchOptions? options = null)
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await _graph.SearchAsync([text], options);
        return string.Join("; ", found.Single().Select(node => FormattableString.Invariant($"{node.Node.Id} {node.Score} {node.Method} {node.MatchedName}")));
    }
}
