using FsCheck;
using FsCheck.Fluent;
using MedReason.Paths;
using MedReason.Tests.Paths.Search;

namespace MedReason.Tests.Paths.Ranking;

public sealed class NodeContextTests
{
    private static readonly Config Config = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(1_904_161_203UL, 7_391UL);

    [Fact]
    public void The_spread_is_what_enumerated_walks_along_the_candidates_give() =>
        Check.One(Config, Prop.ForAll(Arb.From(RandomCase.Generator), test => CheckSpread(test).GetAwaiter().GetResult()));

    [Fact]
    public async Task A_node_between_two_likelier_neighbors_knows_their_chances()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph("drug:a causes gene:1", "gene:1 causes gene:2", "gene:2 causes disease:x", "drug:a causes gene:3", "gene:3 causes gene:2");
        PairSearchResult found = await FindAsync(graph, new PathPair { From = new NodeId("drug:a"), To = new NodeId("disease:x") });
        (PathPool pool, DegreeLookup degrees) = await CreateAsync(graph, found);
        double[][] rows = NodeContext.Of(pool, [0.75, 0.25], degrees, new OneCost(), new KnownNode[pool.Nodes.Count]);
        int gene = Enumerable.Range(0, pool.Nodes.Count).Single(node => pool.Nodes[node].Id == new NodeId("gene:1"));
        Get(rows[gene], "chance before").ShouldBe(1);
        Get(rows[gene], "chance after").ShouldBe(1);
        Get(rows[gene], "least chance").ShouldBe(0.75, 1e-12);
        Get(rows[gene], "best rival").ShouldBe(0.25, 1e-12);
        Get(rows[gene], "sign").ShouldBe(1);
    }

    [Fact]
    public async Task What_known_mechanisms_hold_raises_the_features_of_support_and_no_other()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph("drug:a causes gene:1", "gene:1 causes disease:x", "drug:a causes gene:2", "gene:2 causes disease:x");
        (PathPool pool, DegreeLookup degrees) = await CreateAsync(graph, await FindAsync(graph, new PathPair { From = new NodeId("drug:a"), To = new NodeId("disease:x") }));
        var held = new KnownShare(1, 0.5, 0.75, 0.8);
        double[] without = NodeContext.Of(pool, [0.5, 0.5], degrees, new OneCost(), [default, default])[0];
        double[] with = NodeContext.Of(pool, [0.5, 0.5], degrees, new OneCost(), [new KnownNode(held, held), default])[0];
        Enumerable.Range(0, with.Length).Where(feature => with[feature] != without[feature]).ShouldBe(NodeContext.Support.Order());
        NodeContext.Support.Count.ShouldBe(8);
        NodeContext.Support.ShouldAllBe(feature => with[feature] > without[feature]);
    }

    private static async Task CheckSpread(RandomCase test)
    {
        ArrayGraph graph = test.Build();
        foreach (PathPair pair in test.Query.Pairs)
        {
            PairSearchResult found = await FindAsync(graph, pair);
            (PathPool pool, DegreeLookup degrees) = await CreateAsync(graph, found);
            double[][] rows = NodeContext.Of(pool, [.. pool.Paths.Select(_ => 1.0 / pool.Paths.Count)], degrees, new OneCost(), new KnownNode[pool.Nodes.Count]);
            rows.Length.ShouldBe(pool.Nodes.Count);
            for (int node = 0; node < rows.Length; node++)
            {
                rows[node].Length.ShouldBe(NodeContext.Names.Count);
                rows[node].ShouldAllBe(value => double.IsFinite(value));
                Get(rows[node], "spread from start").ShouldBe(Math.Log(Visits(pool, degrees, pair.From, pool.Nodes[node].Id, true, 8) + 1e-5), 1e-9);
                Get(rows[node], "spread from end").ShouldBe(Math.Log(Visits(pool, degrees, pair.To, pool.Nodes[node].Id, false, 8) + 1e-5), 1e-9);
            }
        }
    }

    /// <summary>The oracle: the expected visits, walk by walk.</summary>
    private static double Visits(PathPool pool, DegreeLookup degrees, NodeId at, NodeId to, bool isForward, int steps)
    {
        if (steps == 0)
        {
            return 0;
        }

        IEnumerable<NodeId> next = pool.Paths
            .SelectMany(path => path.Hops.Select((hop, i) => (Hop: hop, Before: path.Nodes[i].Id, After: path.Nodes[i + 1].Id)))
            .Where(step => step.Hop.Relations.Any(relation => relation.IsForward) && (isForward ? step.Before : step.After) == at)
            .Select(step => isForward ? step.After : step.Before).Distinct();
        return next.Sum(node => 0.85 / degrees.GetTotal(at, isForward) * ((node == to ? 1 : 0) + Visits(pool, degrees, node, to, isForward, steps - 1)));
    }

    private static double Get(double[] row, string name) => row[NodeContext.Names.ToList().IndexOf(name)];

    private static async Task<PairSearchResult> FindAsync(IKnowledgeGraph graph, PathPair pair) => (await new ShortestPathFinder().FindPathsAsync(
        graph, new PathQuery { Pairs = [pair], MaxLength = 4, Slack = 1, MaxPathsPerPair = 50 })).Pairs[0];

    private static async Task<(PathPool Pool, DegreeLookup Degrees)> CreateAsync(IKnowledgeGraph graph, PairSearchResult found) =>
        (PathPool.Create(found.Paths, new OneCost(), 50, double.PositiveInfinity), await DegreeLookup.LoadAsync(
            graph, found.Paths.SelectMany(path => path.Nodes).Select(node => node.Id), CancellationToken.None));

    private sealed class OneCost : IPathCost
    {
        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => 1;
    }
}
