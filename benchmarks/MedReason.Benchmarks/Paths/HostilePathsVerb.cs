using System.Diagnostics;
using System.Globalization;

namespace MedReason.Benchmarks.Paths;

/// <summary>Times the top three paths on graphs that defeat a search without bounds: the first query on a graph, and the least of several more.</summary>
internal static class HostilePathsVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        int repeats = (int)options.GetNumber("--repeat", 5);
        Console.WriteLine("graph                                      outcome   dist.  shortest paths  cuts    first ms  least ms  first MB  least KB");

        // The first search of a process pays for compiling; it is not what is measured.
        await MeasureAsync(string.Empty, Ladder(10), 0, 21, new PathQuery { Pairs = [], MaxLength = 30, Slack = 2 }, repeats).ConfigureAwait(false);
        await MeasureAsync("ladder, 2^40 paths", Ladder(40), 0, 81, new PathQuery { Pairs = [], MaxLength = 41 }, repeats).ConfigureAwait(false);
        await MeasureAsync("ladder, 2^40 paths, slack 2", Ladder(40), 0, 81, new PathQuery { Pairs = [], MaxLength = 60, Slack = 2 }, repeats).ConfigureAwait(false);
        await MeasureAsync("ladder, 2^40 paths, slack 2, cost", Ladder(40), 0, 81, new PathQuery { Pairs = [], MaxLength = 60, Slack = 2, Cost = new ParityCost() }, repeats)
            .ConfigureAwait(false);
        await MeasureAsync("layers of 1,000, 10^12 paths", Layers(4, 1000), 0, 4001, new PathQuery { Pairs = [], MaxLength = 6 }, repeats).ConfigureAwait(false);

        const int leaves = 1_000_000;
        InMemoryKnowledgeGraph hub = Build(leaves + 4, Enumerable.Range(1, leaves).Select(i => (0, i)).Concat([(1, leaves + 1), (leaves + 1, leaves + 2), (leaves + 2, leaves + 3)]));
        await MeasureAsync("hub of 1,000,000, leaf to leaf", hub, 17, leaves, new PathQuery { Pairs = [] }, repeats).ConfigureAwait(false);
        await MeasureAsync("hub of 1,000,000, hub to the end of a chain", hub, 0, leaves + 3, new PathQuery { Pairs = [] }, repeats).ConfigureAwait(false);
        await MeasureAsync("hub of 1,000,000, leaf to leaf, slack 2", hub, 17, leaves, new PathQuery { Pairs = [], Slack = 2 }, repeats).ConfigureAwait(false);
        hub.Dispose();

        const int nodes = 2000;
        InMemoryKnowledgeGraph complete = Build(nodes, Enumerable.Range(0, nodes).SelectMany(i => Enumerable.Range(i + 1, nodes - i - 1).Select(j => (i, j))));
        await MeasureAsync("complete, 2,000 nodes", complete, 5, 9, new PathQuery { Pairs = [] }, repeats).ConfigureAwait(false);
        await MeasureAsync("complete, 2,000 nodes, slack 1", complete, 5, 9, new PathQuery { Pairs = [], Slack = 1 }, repeats).ConfigureAwait(false);
        await MeasureAsync("complete, 2,000 nodes, slack 2", complete, 5, 9, new PathQuery { Pairs = [], Slack = 2 }, repeats).ConfigureAwait(false);

        InMemoryKnowledgeGraph shortChain = Build(10_001, Enumerable.Range(0, 10_000).Select(i => (i, i + 1)));
        await MeasureAsync("chain of 10,000", shortChain, 0, 10_000, new PathQuery { Pairs = [], MaxLength = 10_000 }, repeats).ConfigureAwait(false);
        await MeasureAsync("chain of 10,000, slack 2", shortChain, 0, 10_000, new PathQuery { Pairs = [], MaxLength = 10_002, Slack = 2 }, repeats).ConfigureAwait(false);

        const int links = 100_000;
        InMemoryKnowledgeGraph chain = Build(links + 1, Enumerable.Range(0, links).Select(i => (i, i + 1)));
        await MeasureAsync("chain of 100,000", chain, 0, links, new PathQuery { Pairs = [], MaxLength = links }, repeats).ConfigureAwait(false);
        await MeasureAsync("chain of 100,000, slack 2", chain, 0, links, new PathQuery { Pairs = [], MaxLength = links + 2, Slack = 2 }, repeats).ConfigureAwait(false);
        await MeasureAsync("chain of 100,000, greatest length 4", chain, 0, links, new PathQuery { Pairs = [] }, repeats).ConfigureAwait(false);
        return 0;
    }

    private static async Task MeasureAsync(string name, InMemoryKnowledgeGraph graph, int from, int to, PathQuery query, int repeats)
    {
        var finder = new ShortestPathFinder();
        query = query with { Pairs = [new PathPair { From = Id(from), To = Id(to) }], MaxPathsPerPair = 3 };
        double first = 0;
        double least = double.MaxValue;
        long firstBytes = 0;
        long leastBytes = long.MaxValue;
        PairSearchResult? last = null;
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            PathSearchResult result = await finder.FindPathsAsync(graph, query).ConfigureAwait(false);
            double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            last = result.Pairs[0];
            if (repeat == 0)
            {
                (first, firstBytes) = (elapsed, bytes);
            }
            else
            {
                (least, leastBytes) = (Math.Min(least, elapsed), Math.Min(leastBytes, bytes));
            }
        }

        if (name.Length > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-43}{last!.Outcome,-10}{last.Distance,6}{last.ShortestPathCount,16}  {string.Join(' ', last.Cuts),-6}{first,10:0.00}{least,10:0.00}{firstBytes / 1048576.0,10:0.0}{leastBytes / 1024.0,10:0.0}"));
        }
    }

    private static InMemoryKnowledgeGraph Ladder(int rungs) => Layers(rungs, 2);

    private static InMemoryKnowledgeGraph Layers(int layers, int width)
    {
        var links = new List<(int, int)>();
        for (int i = 0; i < width; i++)
        {
            links.Add((0, 1 + i));
            links.Add((1 + ((layers - 1) * width) + i, 1 + (layers * width)));
            for (int layer = 1; layer < layers; layer++)
            {
                for (int j = 0; j < width; j++)
                {
                    links.Add((1 + ((layer - 1) * width) + i, 1 + (layer * width) + j));
                }
            }
        }

        return Build(2 + (layers * width), links);
    }

    private static InMemoryKnowledgeGraph Build(int nodes, IEnumerable<(int From, int To)> links)
    {
        var builder = new KnowledgeGraphBuilder { Name = "hostile" };
        var type = new NodeType("thing");
        var relation = new RelationType("links");
        for (int i = 0; i < nodes; i++)
        {
            builder.AddNode(new KgNode { Id = Id(i), Name = "thing", Type = type });
        }

        foreach ((int from, int to) in links)
        {
            builder.AddEdge(new KgEdge { Source = Id(from), Target = Id(to), Relation = relation });
        }

        return builder.Build();
    }

    private static NodeId Id(int number) => new(string.Create(CultureInfo.InvariantCulture, $"N:{number:0000000}"));

    private sealed class ParityCost : IPathCost
    {
        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => (to.Id.LocalId[^1] - '0') % 2 == 0 ? 2 : 1;
    }
}
