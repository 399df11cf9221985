using System.Collections.Concurrent;
using FsCheck.Fluent;

namespace MedReason.Tests.Paths.Search;

public sealed class ShortestPathFinderTests
{
    private readonly ShortestPathFinder _finder = new();

    [Fact]
    public async Task No_pairs_give_no_results()
    {
        PathSearchResult result = await _finder.FindPathsAsync(Chain(3), new PathQuery { Pairs = [] });
        result.Pairs.ShouldBeEmpty();
        result.RoundTrips.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outcomes_are_told_pair_by_pair_in_the_order_asked(bool byCalls)
    {
        ArrayGraph inner = ArrayGraph.OfLinks(12, [.. Enumerable.Range(1, 8).Select(i => (i - 1, i)), (9, 10)]);
        IKnowledgeGraph graph = byCalls ? new CalledGraph(inner) : inner;
        PathQuery query = Query((0, 2), (0, 8), (0, 9), (11, 3), (4, 4), (0, 99), (99, 99), (0, 2));
        PathSearchResult result = await _finder.FindPathsAsync(graph, query);
        result.Pairs.Select(pair => pair.Outcome).ShouldBe(
        [
            PathOutcome.Found, PathOutcome.TooFar, PathOutcome.Disconnected, PathOutcome.Disconnected, PathOutcome.SameNode, PathOutcome.UnknownNode,
            PathOutcome.UnknownNode, PathOutcome.Found,
        ]);
        result.Pairs.Select(pair => pair.Pair).ShouldBe(query.Pairs);
        result.Pairs.Select(pair => pair.Distance).ShouldBe([2, null, null, null, 0, null, null, 2]);
        result.Pairs.ShouldAllBe(pair => pair.Cuts.Count == 0 && !pair.IsTruncated);
        PathSearchProperties.ShouldBeSame(result.Pairs[7], result.Pairs[0]);
        result.Pairs[4].ShortestPathCount.ShouldBe(0);
    }

    [Fact]
    public async Task All_pairs_of_a_query_share_their_calls()
    {
        var graph = new CalledGraph(Chain(20));
        PathSearchResult result = await _finder.FindPathsAsync(graph, Query((0, 4), (5, 9), (3, 1), (10, 11), (19, 15)));
        result.Pairs.ShouldAllBe(pair => pair.Outcome == PathOutcome.Found);
        result.RoundTrips.ShouldBe(graph.Calls);
        result.RoundTrips.ShouldBe(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hop_keeps_every_allowed_parallel_relation_with_direction_and_polarity(bool byCalls)
    {
        RelationInfo[] relations =
        [
            ArrayGraph.Relation("treats", Polarity.Affirmed), ArrayGraph.Relation("avoid", Polarity.Contraindicated), ArrayGraph.Relation("causes", Polarity.Affirmed),
        ];
        ArrayGraph inner = Graph(relations, (0, "treats", 1), (1, "causes", 0), (0, "causes", 1), (0, "avoid", 1));
        IKnowledgeGraph graph = byCalls ? new CalledGraph(inner) : inner;
        KgPath path = (await _finder.FindPathsAsync(graph, Query((0, 1)))).Pairs[0].Paths.Single();
        path.Hops.Single().Relations.ShouldBe(
        [
            new KgHopRelation { Relation = new RelationType("causes"), IsForward = true },
            new KgHopRelation { Relation = new RelationType("causes"), IsForward = false },
            new KgHopRelation { Relation = new RelationType("treats"), IsForward = true },
        ]);

        PathQuery avoid = Query((1, 0)) with { Filter = new KgFilter { Polarities = [Polarity.Contraindicated] } };
        path = (await _finder.FindPathsAsync(graph, avoid)).Pairs[0].Paths.Single();
        path.Hops.Single().Relations.ShouldBe([new KgHopRelation { Relation = new RelationType("avoid"), IsForward = false, Polarity = Polarity.Contraindicated }]);
        path.Hops.Single().Has(Polarity.Contraindicated).ShouldBeTrue();
    }

    [Fact]
    public async Task More_than_four_parallel_relations_are_all_kept()
    {
        RelationInfo[] relations = [.. Enumerable.Range(0, 6).Select(i => ArrayGraph.Relation($"r{i}", Polarity.Affirmed))];
        ArrayGraph graph = Graph(relations, [.. relations.Select(relation => (0, relation.Relation.Value, 1))]);
        KgHop hop = (await _finder.FindPathsAsync(graph, Query((0, 1)))).Pairs[0].Paths.Single().Hops.Single();
        hop.Relations.Select(relation => relation.Relation).ShouldBe(relations.Select(relation => relation.Relation));
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 0, -1)]
    public async Task A_negative_cap_is_refused(int maxLength, int slack, int maxPaths, long maxEdges)
    {
        PathQuery query = Query((0, 1)) with { MaxLength = maxLength, Slack = slack, MaxPathsPerPair = maxPaths, MaxExpandedEdges = maxEdges };
        await Should.ThrowAsync<ArgumentException>(async () => await _finder.FindPathsAsync(Chain(2), query));
    }

    [Theory]
    [InlineData(-0.001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1_000_001)]
    public async Task A_cost_that_is_no_number_from_zero_to_a_million_is_refused(double cost)
    {
        await Should.ThrowAsync<ArgumentException>(async () => await _finder.FindPathsAsync(Chain(2), Query((0, 1)) with { Cost = new Constant(cost) }));
        (await _finder.FindPathsAsync(Chain(2), Query((0, 1)) with { Cost = new Constant(1_000_000) })).Pairs[0].Paths.Count.ShouldBe(1);
    }

    [Fact]
    public void Working_memory_below_a_mebibyte_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ShortestPathFinder(new ShortestPathFinderOptions { MaxWorkingBytes = 1000 }));

    [Fact]
    public async Task Neighbours_that_a_graph_cuts_leave_every_answer_unsure()
    {
        // 0 has the neighbours 1 to 5; the graph returns three.
        ArrayGraph inner = ArrayGraph.OfLinks(9, [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (5, 6), (7, 8)]);
        var graph = new CappingGraph(inner, 3);
        PathSearchResult result = await _finder.FindPathsAsync(graph, Query((0, 1), (0, 7), (6, 0)));
        result.Pairs[0].Outcome.ShouldBe(PathOutcome.Found);
        result.Pairs[0].IsTruncated.ShouldBeTrue();
        result.Pairs[0].Cuts.ShouldBe([PathCut.Neighbors]);
        result.Pairs[1].Outcome.ShouldBe(PathOutcome.Cut);
        result.Pairs[1].Cuts.ShouldBe([PathCut.Neighbors]);
        result.Pairs[2].Distance.ShouldBe(2);
    }

    [Fact]
    public async Task A_graph_that_answers_wrongly_is_told_so()
    {
        var forgetful = new WrongGraph(Chain(5)) { ForgetsNodes = true };
        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await _finder.FindPathsAsync(forgetful, Query((0, 2))))).Message.ShouldContain("N:0000001");
        var shortGraph = new WrongGraph(Chain(5)) { DropsLists = true };
        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await _finder.FindPathsAsync(shortGraph, Query((0, 2))))).Message.ShouldContain("2 nodes");
    }

    [Fact]
    public async Task A_relation_that_the_schema_does_not_tell_is_affirmed_and_keeps_its_name()
    {
        var graph = new WrongGraph(Chain(3)) { HidesSchema = true };
        KgPath path = (await _finder.FindPathsAsync(graph, Query((0, 2)))).Pairs[0].Paths.Single();
        path.Hops[0].Relations.Single().ShouldBe(new KgHopRelation { Relation = new RelationType("links"), IsForward = true });
    }

    [Fact]
    public async Task Eight_threads_get_what_one_gets()
    {
        RandomCase[] cases = [.. Gen.Sample(RandomCase.Generator, 60, 30)];
        ArrayGraph[] graphs = [.. cases.Select(test => test.Build())];
        var expected = new List<PathSearchResult>();
        for (int i = 0; i < cases.Length; i++)
        {
            expected.Add(await new ShortestPathFinder().FindPathsAsync(graphs[i], cases[i].Query));
        }

        var failures = new ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < cases.Length * 5; i++)
                {
                    int at = ((i * 7) + (thread * 11)) % cases.Length;
                    PathSearchResult result = _finder.FindPathsAsync(graphs[at], cases[at].Query).AsTask().GetAwaiter().GetResult();
                    for (int j = 0; j < result.Pairs.Count; j++)
                    {
                        PathSearchProperties.ShouldBeSame(result.Pairs[j], expected[at].Pairs[j]);
                    }
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures.Enqueue(failure);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_warming_up_a_query_allocates_what_it_returns_and_not_what_the_graph_holds()
    {
        // A random graph of 20,000 nodes with 100,000 edges; a query labels thousands of nodes.
        const int nodes = 20_000;
        ulong state = 1;
        ArrayGraph graph = ArrayGraph.OfLinks(nodes, Enumerable.Range(0, 100_000).Select(_ => (Next(ref state), Next(ref state))));
        PathQuery[] queries = [.. Enumerable.Range(0, 40).Select(_ => Query((Next(ref state), Next(ref state))) with { MaxLength = 10 })];
        long most = 0;
        for (int run = 0; run < 3; run++)
        {
            foreach (PathQuery query in queries)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                ValueTask<PathSearchResult> search = _finder.FindPathsAsync(graph, query);
                search.IsCompleted.ShouldBeTrue();
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                (await search).Pairs.Count.ShouldBe(1);
                most = run == 2 ? Math.Max(most, allocated) : 0;
            }
        }

        most.ShouldBeLessThanOrEqualTo(64 << 10);

        static int Next(ref ulong state)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            return (int)((state >> 33) % nodes);
        }
    }

    private static ArrayGraph Chain(int nodes) => ArrayGraph.OfLinks(nodes, Enumerable.Range(1, nodes - 1).Select(i => (i - 1, i)));

    private static ArrayGraph Graph(RelationInfo[] relations, params (int From, string Relation, int To)[] edges) => new(
        Enumerable.Range(0, 2).Select(i => new KgNode { Id = ArrayGraph.Id(i), Name = $"node {i}", Type = new NodeType("thing") }),
        edges.Select(edge => new KgEdge { Source = ArrayGraph.Id(edge.From), Target = ArrayGraph.Id(edge.To), Relation = new RelationType(edge.Relation) }),
        relations);

    private static PathQuery Query(params (int From, int To)[] pairs) =>
        new() { Pairs = [.. pairs.Select(pair => new PathPair { From = ArrayGraph.Id(pair.From), To = ArrayGraph.Id(pair.To) })] };

    private sealed class Constant(double cost) : IPathCost
    {
        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => cost;
    }

    private sealed class CappingGraph(IKnowledgeGraph inner, int cap) : DelegatingKnowledgeGraph(inner)
    {
        public override ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetNeighborsAsync(frontier, new NeighborOptions { Filter = options?.Filter, MaxNeighborsPerNode = cap }, cancellationToken);
    }

    private sealed class WrongGraph(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner)
    {
        private bool _hasAnswered;

        public bool ForgetsNodes { get; init; }

        public bool DropsLists { get; init; }

        public bool HidesSchema { get; init; }

        public override async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
        {
            KnowledgeGraphMetadata inner = await base.GetMetadataAsync(cancellationToken);
            return HidesSchema
                ? new KnowledgeGraphMetadata
                {
                    Name = inner.Name,
                    Version = inner.Version,
                    NodeCount = inner.NodeCount,
                    EdgeCount = inner.EdgeCount,
                    NodeTypes = inner.NodeTypes,
                    Relations = [],
                    RelationCounts = inner.RelationCounts,
                }
                : inner;
        }

        public override async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
        {
            IReadOnlyList<KgNode?> nodes = await base.GetNodesAsync(ids, cancellationToken);
            IReadOnlyList<KgNode?> known = ForgetsNodes && _hasAnswered ? new KgNode?[nodes.Count] : nodes;
            _hasAnswered = true;
            return known;
        }

        public override async ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            DropsLists ? new NeighborBatch([]) : await base.GetNeighborsAsync(frontier, options, cancellationToken);
    }
}
