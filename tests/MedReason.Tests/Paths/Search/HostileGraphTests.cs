namespace MedReason.Tests.Paths.Search;

/// <summary>Graphs on which listing all paths, or walking all edges, does not end. What they cost is measured by the benchmarks, not here.</summary>
public sealed class HostileGraphTests
{
    private readonly ShortestPathFinder _finder = new();

    [Fact]
    public async Task The_best_three_of_a_million_million_shortest_paths_are_told_with_the_exact_count()
    {
        ArrayGraph graph = Ladder(rungs: 40);
        PairSearchResult result = await FindAsync(graph, 0, 81, new PathQuery { Pairs = [], MaxLength = 41, MaxPathsPerPair = 3 });
        result.Outcome.ShouldBe(PathOutcome.Found);
        result.Distance.ShouldBe(41);
        result.ShortestPathCount.ShouldBe(1L << 40);
        result.IsCountSaturated.ShouldBeFalse();
        result.IsTruncated.ShouldBeTrue();
        result.Cuts.ShouldBe([PathCut.Paths]);

        // Of each rung the smaller node; then the other in the last, then the other in the last but one.
        result.Paths.Select(path => string.Join(' ', path.Nodes.Skip(39).Select(Number))).ShouldBe(["77 79 81", "77 80 81", "78 79 81"]);
        result.Paths.ShouldAllBe(path => path.Nodes.Take(39).Select(Number).SequenceEqual(Enumerable.Range(0, 39).Select(i => i == 0 ? 0 : (2 * i) - 1)));
    }

    [Fact]
    public async Task A_count_beyond_what_every_json_reader_keeps_saturates_and_says_so()
    {
        foreach ((int rungs, bool isSaturated) in ((int, bool)[])[(52, false), (53, true), (54, true), (200, true)])
        {
            ArrayGraph graph = Ladder(rungs);
            PairSearchResult result = await FindAsync(graph, 0, (2 * rungs) + 1, new PathQuery { Pairs = [], MaxLength = 300, MaxPathsPerPair = 1 });
            result.IsCountSaturated.ShouldBe(isSaturated);
            result.ShortestPathCount.ShouldBe(isSaturated ? PairSearchResult.MaxPathCount : 1L << rungs);
            result.Paths.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Costs_and_slack_on_a_ladder_cost_what_few_paths_cost()
    {
        ArrayGraph graph = Ladder(rungs: 40);
        var query = new PathQuery { Pairs = [], MaxLength = 60, MaxPathsPerPair = 3, Slack = 2, Cost = new EvenNodesCostMore() };
        PairSearchResult result = await FindAsync(graph, 0, 81, query);
        result.ShortestPathCount.ShouldBe(1L << 40);
        result.Paths.Count.ShouldBe(3);
        result.Paths[0].Nodes.Skip(1).Select(Number).ShouldAllBe(number => number % 2 == 1);
        result.Paths.ShouldBeInOrder(SortDirection.Ascending, Comparer<KgPath>.Create((one, other) =>
            EvenNodesCostMore.Of(one) != EvenNodesCostMore.Of(other) ? EvenNodesCostMore.Of(one).CompareTo(EvenNodesCostMore.Of(other)) : one.CompareTo(other)));
    }

    [Fact]
    public async Task A_great_hub_between_two_leaves_gives_its_one_path_and_the_hub_itself_is_walked_once_at_most()
    {
        const int leaves = 100_000;
        ArrayGraph graph = ArrayGraph.OfLinks(leaves + 1, Enumerable.Range(1, leaves).Select(i => (0, i)));
        PairSearchResult result = await FindAsync(graph, 17, leaves, new PathQuery { Pairs = [], Slack = 2, MaxPathsPerPair = 3 });
        result.Distance.ShouldBe(2);
        result.ShortestPathCount.ShouldBe(1);
        result.IsTruncated.ShouldBeFalse();
        result.Paths.Single().Nodes.Select(Number).ShouldBe([17, 0, leaves]);

        PairSearchResult shortest = await FindAsync(graph, 17, leaves, new PathQuery { Pairs = [] });
        shortest.ExpandedEdges.ShouldBeLessThan(leaves + 100);
    }

    [Fact]
    public async Task A_hub_is_left_alone_while_the_other_side_is_cheaper()
    {
        // 0 is a hub; a chain leads from it over 1, 2, 3 to 4.
        const int leaves = 100_000;
        ArrayGraph graph = ArrayGraph.OfLinks(leaves, Enumerable.Range(5, leaves - 5).Select(i => (0, i)).Concat([(0, 1), (1, 2), (2, 3), (3, 4)]));
        PairSearchResult result = await FindAsync(graph, 0, 4, new PathQuery { Pairs = [] });
        result.Distance.ShouldBe(4);
        result.ExpandedEdges.ShouldBeLessThan(leaves + 100);

        // The first hop of the path leaves the hub, so its row is read once to return the path and never to find it.
        PairSearchResult counted = await FindAsync(graph, 0, 4, new PathQuery { Pairs = [], MaxPathsPerPair = 0, MaxExpandedEdges = 50 });
        counted.Outcome.ShouldBe(PathOutcome.Found);
        counted.ShortestPathCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_complete_graph_tells_the_direct_edge_then_the_detours_in_order()
    {
        const int nodes = 300;
        ArrayGraph graph = ArrayGraph.OfLinks(nodes, Enumerable.Range(0, nodes).SelectMany(i => Enumerable.Range(i + 1, nodes - i - 1).Select(j => (i, j))));
        PairSearchResult result = await FindAsync(graph, 5, 9, new PathQuery { Pairs = [], Slack = 2, MaxPathsPerPair = 4 });
        result.Paths.Select(path => string.Join(' ', path.Nodes.Select(Number))).ShouldBe(["5 9", "5 0 9", "5 1 9", "5 2 9"]);
        result.IsTruncated.ShouldBeTrue();

        PairSearchResult all = await FindAsync(graph, 5, 9, new PathQuery { Pairs = [], Slack = 2, MaxPathsPerPair = 1_000_000 });
        all.Paths.Count.ShouldBe(1 + (nodes - 2) + ((nodes - 2) * (nodes - 3)));
        all.IsTruncated.ShouldBeFalse();
    }

    [Fact]
    public async Task A_long_chain_is_walked_to_its_end_and_what_lies_beyond_the_greatest_length_is_too_far()
    {
        const int nodes = 50_000;
        ArrayGraph graph = ArrayGraph.OfLinks(nodes, Enumerable.Range(1, nodes - 1).Select(i => (i - 1, i)));
        PairSearchResult result = await FindAsync(graph, 0, nodes - 1, new PathQuery { Pairs = [], MaxLength = nodes, Slack = 2 });
        result.Distance.ShouldBe(nodes - 1);
        result.Paths.Single().Length.ShouldBe(nodes - 1);

        (await FindAsync(graph, 0, nodes - 1, new PathQuery { Pairs = [] })).Outcome.ShouldBe(PathOutcome.TooFar);
        (await FindAsync(new CalledGraph(graph), 0, nodes - 1, new PathQuery { Pairs = [] })).Outcome.ShouldBe(PathOutcome.TooFar);
    }

    [Fact]
    public async Task A_chain_of_diamonds_with_more_paths_than_atoms_is_told_in_order()
    {
        // Each diamond doubles the paths: 2^3000.
        const int diamonds = 3_000;
        var links = new List<(int, int)>();
        for (int i = 0; i < diamonds; i++)
        {
            links.AddRange([(3 * i, (3 * i) + 1), (3 * i, (3 * i) + 2), ((3 * i) + 1, (3 * i) + 3), ((3 * i) + 2, (3 * i) + 3)]);
        }

        ArrayGraph graph = ArrayGraph.OfLinks((3 * diamonds) + 1, links);
        var query = new PathQuery { Pairs = [], MaxLength = 2 * diamonds, MaxPathsPerPair = 5 };
        PairSearchResult result = await FindAsync(graph, 0, 3 * diamonds, query);
        result.IsCountSaturated.ShouldBeTrue();
        result.Paths.Count.ShouldBe(5);
        result.Paths.ShouldBeInOrder(SortDirection.Ascending);
        int last = (3 * diamonds) - 2;
        result.Paths.Select(path => (Number(path.Nodes[^4]) - last + 3, Number(path.Nodes[^2]) - last)).ShouldBe([(0, 0), (0, 1), (1, 0), (1, 1), (0, 0)]);
    }

    [Fact]
    public async Task Memory_that_does_not_suffice_is_told()
    {
        const int leaves = 200_000;

        // Two hubs, joined over a chain that starts at their last leaves: both sides must label their leaves.
        ArrayGraph graph = ArrayGraph.OfLinks((2 * leaves) + 2, Enumerable.Range(0, 2 * leaves).Select(i => (i / leaves, 2 + i)).Append((2, 2 + leaves)));
        var small = new ShortestPathFinder(new ShortestPathFinderOptions { MaxWorkingBytes = 1 << 20 });
        var query = new PathQuery { Pairs = [new PathPair { From = ArrayGraph.Id(0), To = ArrayGraph.Id(1) }], MaxLength = 6 };
        PairSearchResult cut = (await small.FindPathsAsync(graph, query)).Pairs[0];
        cut.Outcome.ShouldBe(PathOutcome.Cut);
        cut.Cuts.ShouldBe([PathCut.Memory]);
        cut = (await small.FindPathsAsync(new CalledGraph(graph), query)).Pairs[0];
        cut.Outcome.ShouldBe(PathOutcome.Cut);
        cut.Cuts.ShouldBe([PathCut.Memory]);
        (await _finder.FindPathsAsync(graph, query)).Pairs[0].Distance.ShouldBe(3);
    }

    [Fact]
    public async Task An_enumeration_that_outgrows_its_memory_tells_the_best_so_far_and_that_it_was_cut()
    {
        const int nodes = 200;
        ArrayGraph graph = ArrayGraph.OfLinks(nodes, Enumerable.Range(0, nodes).SelectMany(i => Enumerable.Range(i + 1, nodes - i - 1).Select(j => (i, j))));
        var small = new ShortestPathFinder(new ShortestPathFinderOptions { MaxWorkingBytes = 1 << 20 });
        var query = new PathQuery { Pairs = [new PathPair { From = ArrayGraph.Id(0), To = ArrayGraph.Id(1) }], Slack = 2, MaxPathsPerPair = int.MaxValue };
        PairSearchResult cut = (await small.FindPathsAsync(graph, query)).Pairs[0];
        cut.Outcome.ShouldBe(PathOutcome.Found);
        cut.IsTruncated.ShouldBeTrue();
        cut.Cuts.ShouldBe([PathCut.Memory]);
        cut.Paths.Count.ShouldBeGreaterThan(100);
        cut.Paths.ShouldBeInOrder(SortDirection.Ascending);

        // With costs the table alone does not fit, so no path is known to be the best.
        cut = (await small.FindPathsAsync(graph, query with { Slack = 20, MaxLength = 30, Cost = new EvenNodesCostMore() })).Pairs[0];
        cut.Outcome.ShouldBe(PathOutcome.Found);
        cut.ShortestPathCount.ShouldBe(1);
        cut.IsTruncated.ShouldBeTrue();
        cut.Cuts.ShouldBe([PathCut.Memory]);
        cut.Paths.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_ends_a_search_that_would_take_long()
    {
        const int nodes = 400;
        ArrayGraph graph = ArrayGraph.OfLinks(nodes, Enumerable.Range(0, nodes).SelectMany(i => Enumerable.Range(i + 1, nodes - i - 1).Select(j => (i, j))));
        using var cancellation = new CancellationTokenSource();
        var query = new PathQuery
        {
            Pairs = [new PathPair { From = ArrayGraph.Id(0), To = ArrayGraph.Id(1) }],
            MaxLength = 40,
            Slack = 39,
            MaxPathsPerPair = int.MaxValue,
            MaxExpandedEdges = long.MaxValue,
            Cost = new CancellingCost(cancellation),
        };
        var roomy = new ShortestPathFinder(new ShortestPathFinderOptions { MaxWorkingBytes = 1L << 33 });
        await Should.ThrowAsync<OperationCanceledException>(async () => await roomy.FindPathsAsync(graph, query, cancellation.Token));

        // What was half done leaves nothing behind.
        PairSearchResult next = (await roomy.FindPathsAsync(graph, query with { Cost = null, MaxLength = 1 })).Pairs[0];
        next.ShortestPathCount.ShouldBe(1);
        await Should.ThrowAsync<OperationCanceledException>(async () => await roomy.FindPathsAsync(graph, query, new CancellationToken(true)));
        await Should.ThrowAsync<OperationCanceledException>(async () => await roomy.FindPathsAsync(new CalledGraph(graph), query, new CancellationToken(true)));
    }

    private static ArrayGraph Ladder(int rungs)
    {
        // 0, then two nodes a rung, each joined to both of the next, then the end.
        var links = new List<(int, int)> { (0, 1), (0, 2) };
        for (int rung = 1; rung < rungs; rung++)
        {
            int first = (2 * rung) - 1;
            links.AddRange([(first, first + 2), (first, first + 3), (first + 1, first + 2), (first + 1, first + 3)]);
        }

        links.AddRange([((2 * rungs) - 1, (2 * rungs) + 1), (2 * rungs, (2 * rungs) + 1)]);
        return ArrayGraph.OfLinks((2 * rungs) + 2, links);
    }

    private static int Number(KgNode node) => int.Parse(node.Id.LocalId, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<PairSearchResult> FindAsync(IKnowledgeGraph graph, int from, int to, PathQuery query)
    {
        var pair = new PathPair { From = ArrayGraph.Id(from), To = ArrayGraph.Id(to) };
        return (await _finder.FindPathsAsync(graph, query with { Pairs = [pair] })).Pairs.Single();
    }

    private sealed class EvenNodesCostMore : IPathCost
    {
        public static int Of(KgPath path) => path.Nodes.Skip(1).Sum(node => Number(node) % 2 == 0 ? 2 : 1);

        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => Number(to) % 2 == 0 ? 2 : 1;
    }

    private sealed class CancellingCost(CancellationTokenSource source) : IPathCost
    {
        private int _calls;

        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations)
        {
            if (++_calls == 1000)
            {
                source.Cancel();
            }

            return 1;
        }
    }
}
