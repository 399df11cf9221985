using System.Text;
using MedReason.Paths;
using static MedReason.Tests.Paths.Ranking.RankingCases;

namespace MedReason.Tests.Paths.Ranking;

public sealed class PathPriorsTests
{
    [Fact]
    public async Task Priors_choose_the_kind_of_path_that_curators_drew_on_nodes_never_seen()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        PathPriors priors = await LearnAsync(graph, 10);
        var selector = new PathSelector(priors);
        foreach (int unseen in (int[])[10, 11])
        {
            IReadOnlyList<EvidencePath> chosen = await SelectAsync(graph, selector, unseen, 1);
            chosen.ShouldHaveSingleItem().Path.Nodes[1].Id.ShouldBe(new NodeId($"gene:{unseen}"));
        }
    }

    [Fact]
    public async Task Score_parts_add_up_and_fewer_paths_are_told_where_one_is_clearly_best()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        IReadOnlyList<EvidencePath> chosen = await SelectAsync(graph, new PathSelector(await LearnAsync(graph, 10)), 11, 3);
        chosen.Count.ShouldBeLessThan(3);
        chosen.ShouldAllBe(path => Math.Abs(path.Parts.Sum(part => part.Value) - path.Score) < 1e-8);
    }

    [Fact]
    public async Task A_file_of_patterns_holds_no_node_and_round_trips_byte_by_byte()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        string first = await ToTextAsync(await LearnAsync(graph, 12, patternsOnly: true));
        string again = await ToTextAsync(await LearnAsync(graph, 12, patternsOnly: true));
        again.ShouldBe(first);
        graph.NodeCount.ShouldBeGreaterThan(0);
        for (int i = 0; i < graph.NodeCount; i++)
        {
            first.ShouldNotContain($"\"{graph.GetId(i)}\"");
            first.ShouldNotContain($" {graph.GetId(i)}");
        }

        PathPriors read = await PathPriors.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(first)), "priors.json");
        (await ToTextAsync(read)).ShouldBe(first);
    }

    [Fact]
    public async Task A_file_with_the_curated_paths_round_trips_byte_by_byte()
    {
        using InMemoryKnowledgeGraph graph = SharedDiseases(8);
        PathPriors priors = await PathPriors.LearnAsync(graph, new ShortestPathFinder(), Curated(8, 2));
        string first = await ToTextAsync(priors);
        PathPriors read = await PathPriors.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(first)), "priors.json");
        (await ToTextAsync(read)).ShouldBe(first);
        (await ChooseGenesAsync(graph, read)).ShouldBe(await ChooseGenesAsync(graph, priors));
    }

    [Fact]
    public async Task What_curators_drew_for_other_drugs_of_a_disease_decides_between_paths_of_one_pattern()
    {
        using InMemoryKnowledgeGraph graph = SharedDiseases(8);
        CuratedPaths[] curated = Curated(8, 2);
        NodeId[] drawn = [.. Enumerable.Range(0, 8).Select(disease => DrawnGene(disease))];
        (await ChooseGenesAsync(graph, await PathPriors.LearnAsync(graph, new ShortestPathFinder(), curated))).ShouldBe(drawn);
        NodeId[] byPatterns = await ChooseGenesAsync(graph, await PathPriors.LearnAsync(graph, new ShortestPathFinder(), curated, patternsOnly: true));
        byPatterns.ShouldNotBe(drawn);
        byPatterns.Select(gene => gene.Value[^1]).Distinct().ShouldHaveSingleItem("by patterns alone both genes of every disease are alike");
    }

    [Fact]
    public async Task What_nobody_else_drew_is_not_preferred_even_where_every_drug_has_a_gene_of_its_own()
    {
        using InMemoryKnowledgeGraph graph = SharedDiseases(8);
        CuratedPaths[] curated = [.. Curated(8, 2).Select((pair, i) => i % 2 == 0 ? pair : pair with { Paths = [[pair.From, DrawnGene(i / 2, other: 1), pair.To]] })];
        PathPriors priors = await PathPriors.LearnAsync(graph, new ShortestPathFinder(), curated);
        priors.Known.Curated.Count.ShouldBe(curated.Length);
        priors.Nodes.Weights.ShouldAllBe(weight => weight.Value > 0 || !PathFeatures.IsSupport(weight.Key));
        PathPriors patterns = await PathPriors.LearnAsync(graph, new ShortestPathFinder(), curated, patternsOnly: true);
        (await ChooseGenesAsync(graph, priors, drug: 0)).ShouldBe(await ChooseGenesAsync(graph, patterns, drug: 0));
    }

    [Theory]
    [InlineData("drug:0 gene:0 disease:1")]
    [InlineData("drug:1 gene:0 disease:0")]
    [InlineData("drug:0")]
    public async Task A_path_that_does_not_run_from_the_start_to_the_end_is_not_learned_from(string path)
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(2);
        CuratedPaths stray = Curated(1, 1)[0] with { From = new NodeId("drug:0"), To = new NodeId("disease:0"), Paths = [[.. path.Split(' ').Select(node => new NodeId(node))]] };
        ArgumentException exception = await Should.ThrowAsync<ArgumentException>(() => PathPriors.LearnAsync(graph, new ShortestPathFinder(), [stray]));
        exception.ParamName.ShouldBe("curated");
    }

    [Fact]
    public async Task Trees_over_fewer_features_than_are_computed_now_are_read()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        PathPriors read = await ReadAsync(await WithAsync(graph, 2, OldTrees.Replace("SPLIT", "[1, 0.5, 1, 2]", StringComparison.Ordinal)));
        read.Correction.Trees.ShouldHaveSingleItem();
        (await SelectAsync(graph, new PathSelector(read), 11, 1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_tree_that_splits_on_a_feature_that_its_file_does_not_list_is_refused()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        string text = await WithAsync(graph, 2, OldTrees.Replace("SPLIT", "[2, 0.5, 1, 2]", StringComparison.Ordinal));
        (await Should.ThrowAsync<InputFormatException>(() => ReadAsync(text))).Message.ShouldContain("node_trees");
    }

    [Fact]
    public async Task Trees_in_a_file_of_the_first_version_are_not_read()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        (await ReadAsync(await WithAsync(graph, 1, "\"node_trees\":1"))).Correction.Trees.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"more\":1")]
    [InlineData("\"mechanisms\":{}")]
    [InlineData("\"mechanisms\":[1]")]
    [InlineData("\"mechanisms\":[{}]")]
    [InlineData("\"mechanisms\":[{\"id\":\"1\",\"from\":\"a\",\"to\":\"b\",\"paths\":[]}]")]
    [InlineData("\"mechanisms\":[{\"id\":\"1\",\"from\":\"a\",\"to\":\"b\",\"paths\":[[\"a\",\"c\"]]}]")]
    public async Task A_file_of_bad_mechanisms_is_refused_by_its_name(string mechanisms)
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(12);
        string text = await WithAsync(graph, 3, mechanisms);
        (await Should.ThrowAsync<InputFormatException>(() => ReadAsync(text))).File.ShouldBe("priors.json");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":4}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":3}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":2}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":1,\"hop_costs\":[{\"from\":\"a\",\"relation\":\"r\",\"forward\":true,\"to\":\"b\",\"cost\":-1}]}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":1,\"hop_costs\":[{}]}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":1,\"hop_costs\":[],\"unknown_hop_cost\":1,\"path_weights\":{\"a\":\"b\"}}")]
    [InlineData("{\"format\":\"medreason-path-priors\",\"version\":1,\"hop_costs\":[],\"unknown_hop_cost\":1,\"path_weights\":{\"a\":1,\"a\":2}}")]
    public async Task A_bad_file_is_refused_by_its_name(string text)
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(
            () => PathPriors.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "priors.json"));
        exception.File.ShouldBe("priors.json");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"id\":1.5,\"from\":\"a\",\"to\":\"b\",\"paths\":[[\"a\",\"b\"]]}")]
    [InlineData("{\"id\":\"1\",\"to\":\"b\",\"paths\":[[\"a\",\"b\"]]}")]
    [InlineData("{\"id\":\"1\",\"from\":\"a\",\"to\":\"b\",\"paths\":[]}")]
    [InlineData("{\"id\":\"1\",\"from\":\"a\",\"to\":\"b\",\"paths\":[[\"a\",\"c\"]]}")]
    [InlineData("{\"id\":\"1\",\"from\":\"a\",\"to\":\"b\",\"paths\":[[\"a\",2,\"b\"]]}")]
    public async Task A_bad_curated_line_is_refused_by_its_number(string line)
    {
        var input = new MemoryStream(Encoding.UTF8.GetBytes("{\"id\":7,\"from\":\"a\",\"to\":\"b\",\"paths\":[[\"a\",\"b\"]]}\r\n\n" + line));
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => CuratedPaths.ReadAsync(input, "curated.jsonl"));
        exception.Line.ShouldBe(3);
    }

    [Fact]
    public async Task Nothing_to_learn_is_said()
    {
        using InMemoryKnowledgeGraph graph = Mechanisms(2);
        await Should.ThrowAsync<ArgumentException>(() => PathPriors.LearnAsync(graph, new ShortestPathFinder(), []));
    }

    [Fact]
    public async Task Without_priors_a_direct_edge_is_told_as_a_fact_beside_mechanisms()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph("drug:a treats disease:x", "drug:a causes gene:1", "gene:1 causes disease:x");
        var selector = new PathSelector();
        PathQuery query = await selector.CreateQueryAsync(graph, [new PathPair { From = new NodeId("drug:a"), To = new NodeId("disease:x") }], 4, 1);
        PathSearchResult found = await new ShortestPathFinder().FindPathsAsync(graph, query);
        IReadOnlyList<EvidencePath> chosen = await selector.SelectAsync(graph, found.Pairs[0], 3);
        chosen.Select(path => (path.Path.Length, path.IsStatedFact)).ShouldBe([(1, true), (2, false)]);
        (await selector.SelectAsync(graph, found.Pairs[0], 0)).ShouldBeEmpty();
    }

    /// <summary>Each drug reaches its disease forward by a gene, and by a tissue against an edge; curators drew the gene.</summary>
    private static InMemoryKnowledgeGraph Mechanisms(int count) => RankingCases.Graph(
    [
        .. Enumerable.Range(0, count).SelectMany(i => new[]
        {
            $"drug:{i} causes gene:{i}", $"gene:{i} causes disease:{i}", $"drug:{i} causes tissue:{i}", $"disease:{i} causes tissue:{i}",
            $"drug:{i} causes tissue:{i + 100}", $"disease:{i} causes tissue:{i + 100}",
        }),
    ]);

    /// <summary>Three drugs reach each disease by each of two genes that nothing but their name distinguishes.</summary>
    private static InMemoryKnowledgeGraph SharedDiseases(int count) => RankingCases.Graph(
    [
        .. Enumerable.Range(0, count).SelectMany(disease => Enumerable.Range(0, 2).SelectMany(gene => Enumerable.Range(0, 3)
            .Select(drug => $"drug:{disease}-{drug} causes gene:{disease}-{gene}").Append($"gene:{disease}-{gene} causes disease:{disease}"))),
    ]);

    private const string OldTrees = "\"node_tree_features\":[\"logit\",\"best\"],\"node_trees\":[[SPLIT, [-0.25], [0.25]]]";

    /// <summary>Returns a file of patterns as if another version had written it, with properties added.</summary>
    private static async Task<string> WithAsync(InMemoryKnowledgeGraph graph, int version, string properties)
    {
        string text = await ToTextAsync(await LearnAsync(graph, 12, patternsOnly: true));
        return $"{text[..text.LastIndexOf('}')]},{properties}}}".Replace("\"version\": 1", $"\"version\": {version}", StringComparison.Ordinal);
    }

    private static Task<PathPriors> ReadAsync(string text) => PathPriors.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "priors.json");

    private static NodeId DrawnGene(int disease, int other = 0) => new($"gene:{disease}-{(disease + other) % 2}");

    private static CuratedPaths[] Curated(int diseases, int drugs) =>
    [
        .. Enumerable.Range(0, diseases).SelectMany(disease => Enumerable.Range(0, drugs).Select(drug => new CuratedPaths
        {
            Id = $"{disease}-{drug}",
            From = new NodeId($"drug:{disease}-{drug}"),
            To = new NodeId($"disease:{disease}"),
            Paths = [[new NodeId($"drug:{disease}-{drug}"), DrawnGene(disease), new NodeId($"disease:{disease}")]],
        })),
    ];

    /// <summary>Returns the gene of the best path of one drug of each disease: of the third one nothing is curated.</summary>
    private static async Task<NodeId[]> ChooseGenesAsync(InMemoryKnowledgeGraph graph, PathPriors priors, int drug = 2)
    {
        var selector = new PathSelector(priors);
        var chosen = new List<NodeId>();
        for (int disease = 0; disease < 8; disease++)
        {
            var pair = new PathPair { From = new NodeId($"drug:{disease}-{drug}"), To = new NodeId($"disease:{disease}") };
            PathSearchResult found = await new ShortestPathFinder().FindPathsAsync(graph, await selector.CreateQueryAsync(graph, [pair], 4, 0));
            chosen.Add((await selector.SelectAsync(graph, found.Pairs[0], 1))[0].Path.Nodes[1].Id);
        }

        return [.. chosen];
    }

    private static Task<PathPriors> LearnAsync(InMemoryKnowledgeGraph graph, int count, bool patternsOnly = false) => PathPriors.LearnAsync(
        graph,
        new ShortestPathFinder(),
        [
            .. Enumerable.Range(0, count).Select(i => new CuratedPaths
            {
                Id = $"{i}",
                From = new NodeId($"drug:{i}"),
                To = new NodeId($"disease:{i}"),
                Paths = [[new NodeId($"drug:{i}"), new NodeId($"gene:{i}"), new NodeId($"disease:{i}")]],
            }),
        ],
        patternsOnly);

    private static async Task<IReadOnlyList<EvidencePath>> SelectAsync(InMemoryKnowledgeGraph graph, PathSelector selector, int index, int top)
    {
        PathQuery query = await selector.CreateQueryAsync(graph, [new PathPair { From = new NodeId($"drug:{index}"), To = new NodeId($"disease:{index}") }], 8, 2);
        PathSearchResult found = await new ShortestPathFinder().FindPathsAsync(graph, query);
        return await selector.SelectAsync(graph, found.Pairs[0], top);
    }

    private static async Task<string> ToTextAsync(PathPriors priors)
    {
        var stream = new MemoryStream();
        await priors.SaveAsync(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
