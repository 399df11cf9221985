using FsCheck;
using FsCheck.Fluent;

namespace MedReason.Tests.Paths.Search;

/// <summary>The finder against an oracle that tries all paths, on random small graphs. 1,000 graphs; 20,000 where MEDREASON_LONG_TESTS=1.</summary>
public sealed class PathSearchProperties
{
    private static readonly int MaxTest = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 20_000 : 1_000;
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(MaxTest).WithReplay(1_904_161_203UL, 7_391UL);
    private readonly ShortestPathFinder _finder = new();

    [Fact]
    public void Every_pair_is_answered_as_by_trying_all_paths_in_memory_and_by_calls() =>
        Check.One(Config, Prop.ForAll(Arb.From(RandomCase.Generator), test =>
        {
            ArrayGraph graph = test.Build();
            var oracle = new PathOracle(test.Nodes, test.Edges, RandomCase.Relations, test.Query.Filter);
            PathSearchResult inMemory = Find(graph, test.Query);
            PathSearchResult byCalls = Find(new CalledGraph(graph), test.Query);
            inMemory.RoundTrips.ShouldBe(0);
            for (int i = 0; i < test.Query.Pairs.Count; i++)
            {
                ShouldAnswer(inMemory.Pairs[i], test, oracle, $"in memory: {test}");
                ShouldAnswer(byCalls.Pairs[i], test, oracle, $"by calls: {test}");
                byCalls.Pairs[i].Outcome.ShouldBe(inMemory.Pairs[i].Outcome, test.ToString());
            }
        }));

    [Fact]
    public void No_search_takes_more_than_two_calls_beyond_distance_and_slack() =>
        Check.One(Config.WithMaxTest(300), Prop.ForAll(Arb.From(RandomCase.Generator), test =>
        {
            ArrayGraph graph = test.Build();
            var oracle = new PathOracle(test.Nodes, test.Edges, RandomCase.Relations, test.Query.Filter);
            foreach (PathPair pair in test.Query.Pairs)
            {
                var called = new CalledGraph(graph);
                PathSearchResult result = Find(called, test.Query with { Pairs = [pair] });
                result.RoundTrips.ShouldBe(called.Calls);
                if (oracle.Distance(pair.From, pair.To) is { } distance)
                {
                    result.RoundTrips.ShouldBeLessThanOrEqualTo(distance + (result.Pairs[0].Outcome == PathOutcome.Found ? test.Query.Slack : 0) + 2, test.ToString());
                }
            }
        }));

    [Fact]
    public void Neither_the_order_of_rows_nor_what_else_is_asked_changes_an_answer() =>
        Check.One(Config.WithMaxTest(300), Prop.ForAll(Arb.From(RandomCase.Generator), test =>
        {
            PathSearchResult together = Find(test.Build(), test.Query);
            var reversed = new ArrayGraph(test.Nodes.Reverse(), test.Edges.Reverse(), RandomCase.Relations);
            for (int i = 0; i < together.Pairs.Count; i++)
            {
                PairSearchResult alone = Find(reversed, test.Query with { Pairs = [test.Query.Pairs[i]] }).Pairs[0];
                ShouldBeSame(alone, together.Pairs[i]);
                alone.ExpandedEdges.ShouldBe(together.Pairs[i].ExpandedEdges);
            }
        }));

    [Fact]
    public void A_cap_on_edges_is_told_where_it_bites_and_what_is_told_under_it_holds() =>
        Check.One(Config.WithMaxTest(500), Prop.ForAll(Arb.From(RandomCase.Generator), Arb.From(Gen.Choose(0, 60)), (test, cap) =>
        {
            ArrayGraph graph = test.Build();
            foreach (IKnowledgeGraph way in (IKnowledgeGraph[])[graph, new CalledGraph(graph)])
            {
                PathSearchResult capped = Find(way, test.Query with { MaxExpandedEdges = cap });
                PathSearchResult whole = Find(way, test.Query);
                foreach ((PairSearchResult small, PairSearchResult great) in capped.Pairs.Zip(whole.Pairs))
                {
                    ShouldBePartOf(small, great, test);
                }
            }
        }));

    internal static void ShouldBeSame(PairSearchResult result, PairSearchResult expected)
    {
        result.Outcome.ShouldBe(expected.Outcome);
        result.Distance.ShouldBe(expected.Distance);
        result.ShortestPathCount.ShouldBe(expected.ShortestPathCount);
        result.IsTruncated.ShouldBe(expected.IsTruncated);
        result.Cuts.ShouldBe(expected.Cuts);
        result.Paths.ShouldBe(expected.Paths);
        result.Paths.SelectMany(path => path.Hops).ShouldBe(expected.Paths.SelectMany(path => path.Hops));
    }

    private static void ShouldBePartOf(PairSearchResult capped, PairSearchResult whole, RandomCase test)
    {
        if (!capped.Cuts.Contains(PathCut.ExpandedEdges))
        {
            if (capped.Outcome != PathOutcome.TooFar || whole.Outcome != PathOutcome.Disconnected)
            {
                ShouldBeSame(capped, whole);
            }

            return;
        }

        capped.Outcome.ShouldBeOneOf(PathOutcome.Cut, PathOutcome.Found);
        if (capped.Outcome == PathOutcome.Cut)
        {
            capped.Paths.ShouldBeEmpty();
            capped.Distance.ShouldBeNull();
            return;
        }

        capped.IsTruncated.ShouldBeTrue();
        capped.Distance.ShouldBe(whole.Distance);
        capped.ShortestPathCount.ShouldBe(whole.ShortestPathCount);
        if (test.Query.Cost is null)
        {
            capped.Paths.ShouldBe(whole.Paths.Take(capped.Paths.Count));
        }
    }

    private static void ShouldAnswer(PairSearchResult result, RandomCase test, PathOracle oracle, string message)
    {
        PathQuery query = test.Query;
        (NodeId from, NodeId to) = (result.Pair.From, result.Pair.To);
        int? distance = oracle.Distance(from, to);
        if (from == to)
        {
            result.Outcome.ShouldBe(PathOutcome.SameNode, message);
            result.Distance.ShouldBe(0, message);
            result.Paths.ShouldBeEmpty(message);
            return;
        }

        if (distance is null || distance > query.MaxLength)
        {
            result.Outcome.ShouldBe(distance is null && query.MaxLength > 0 ? PathOutcome.Disconnected : PathOutcome.TooFar, message);
            result.Distance.ShouldBeNull(message);
            result.ShortestPathCount.ShouldBe(0, message);
            result.Paths.ShouldBeEmpty(message);
            result.IsTruncated.ShouldBeFalse(message);
            return;
        }

        List<KgPath> paths = oracle.Paths(from, to, Math.Min(query.MaxLength, distance.Value + query.Slack), query.Cost);
        result.Outcome.ShouldBe(PathOutcome.Found, message);
        result.Distance.ShouldBe(distance, message);
        result.ShortestPathCount.ShouldBe(paths.Count(path => path.Length == distance), message);
        result.IsCountSaturated.ShouldBeFalse(message);
        List<KgPath> best = [.. paths.Take(query.MaxPathsPerPair)];
        result.Paths.ShouldBe(best, message);
        result.Paths.SelectMany(path => path.Hops).ShouldBe(best.SelectMany(path => path.Hops), message);
        result.Paths.SelectMany(path => path.Nodes).Select(node => node.Name).ShouldBe(best.SelectMany(path => path.Nodes).Select(node => node.Name), message);
        result.IsTruncated.ShouldBe(paths.Count > query.MaxPathsPerPair, message);
        result.Cuts.ShouldBe(paths.Count > query.MaxPathsPerPair ? [PathCut.Paths] : [], message);
    }

    private PathSearchResult Find(IKnowledgeGraph graph, PathQuery query) => _finder.FindPathsAsync(graph, query).AsTask().GetAwaiter().GetResult();
}
