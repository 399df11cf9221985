using MedReason.Paths;

namespace MedReason.Tests.Paths.Ranking;

public sealed class KnownMechanismsTests
{
    private static readonly CuratedPaths Aspirin = Pair("aspirin", "drug:aspirin", "disease:pain", "gene:cox1 process:prostaglandin");
    private static readonly CuratedPaths Naproxen = Pair("naproxen", "drug:naproxen", "disease:pain", "gene:cox2 process:prostaglandin");
    private static readonly CuratedPaths Codeine = Pair("codeine", "drug:codeine", "disease:pain", "gene:opioid process:nociception");
    private static readonly CuratedPaths Celecoxib = Pair("celecoxib", "drug:celecoxib", "disease:arthritis", "gene:cox2 process:inflammation");

    [Fact]
    public async Task Nodes_of_other_drugs_of_the_disease_are_known_weighted_by_how_much_of_their_mechanism_is_a_candidate()
    {
        (PathPool pool, KnownNode[] known) = await DescribeAsync([Aspirin, Naproxen, Codeine]);
        KnownShare process = Find(pool, known, "process:prostaglandin").SameEnd;
        process.Count.ShouldBe(2);
        process.Share.ShouldBe(0.5);
        process.Fit.ShouldBe(1);
        process.Weighted.ShouldBe((0.25 + 1) / (0.25 + 1 + 0.2), 1e-12);
        Find(pool, known, "process:inflammation").SameEnd.ShouldBe(default);
    }

    [Fact]
    public async Task Other_drugs_of_the_target_speak_for_nodes_on_the_way_to_other_diseases()
    {
        (PathPool pool, KnownNode[] known) = await DescribeAsync([Naproxen, Celecoxib]);
        Find(pool, known, "process:inflammation").SameFirst.ShouldBe(new KnownShare(1, 0.5, 1, 1 / 1.2));
        Find(pool, known, "process:prostaglandin").SameFirst.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_mechanism_of_the_pair_itself_changes_nothing()
    {
        CuratedPaths own = Pair("own", "drug:ibuprofen", "disease:pain", "gene:cox2 process:inflammation");
        CuratedPaths ownElsewhere = Pair("own too", "drug:ibuprofen", "disease:arthritis", "gene:cox2 process:inflammation");
        (_, KnownNode[] without) = await DescribeAsync([Naproxen, Celecoxib]);
        (_, KnownNode[] with) = await DescribeAsync([Naproxen, Celecoxib, own, ownElsewhere]);
        with.ShouldBe(without);
    }

    [Fact]
    public async Task Nothing_is_said_where_no_mechanism_is_known() =>
        KnownMechanisms.None.Describe(await CreatePoolAsync()).ShouldAllBe(node => node == default);

    private static async Task<(PathPool Pool, KnownNode[] Known)> DescribeAsync(IReadOnlyList<CuratedPaths> curated)
    {
        PathPool pool = await CreatePoolAsync();
        return (pool, new KnownMechanisms(curated).Describe(pool));
    }

    /// <summary>Ibuprofen reaches pain by one gene and either of two processes.</summary>
    private static async Task<PathPool> CreatePoolAsync()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(
            "drug:ibuprofen causes gene:cox2", "gene:cox2 causes process:prostaglandin", "gene:cox2 causes process:inflammation",
            "process:prostaglandin causes disease:pain", "process:inflammation causes disease:pain");
        var query = new PathQuery { Pairs = [new PathPair { From = new NodeId("drug:ibuprofen"), To = new NodeId("disease:pain") }], MaxLength = 3 };
        PathSearchResult found = await new ShortestPathFinder().FindPathsAsync(graph, query);
        return PathPool.Create(found.Pairs[0].Paths, new PriorPathCost(new Dictionary<HopToken, double>(), 1), 100, 10);
    }

    private static KnownNode Find(PathPool pool, KnownNode[] known, string id) =>
        known[Enumerable.Range(0, pool.Nodes.Count).Single(node => pool.Nodes[node].Id == new NodeId(id))];

    private static CuratedPaths Pair(string id, string from, string to, string inner) => new()
    {
        Id = id,
        From = new NodeId(from),
        To = new NodeId(to),
        Paths = [[new NodeId(from), .. inner.Split(' ').Select(node => new NodeId(node)), new NodeId(to)]],
    };
}
