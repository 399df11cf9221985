using System.Globalization;
using MedReason.Kg.Primekg;
using MedReason.QuikGraph;
using QuikGraph;
using QuikGraph.Algorithms.Observers;
using QuikGraph.Algorithms.Search;

namespace MedReason.Benchmarks.QuikGraph;

/// <summary>
/// <c>quikgraph</c>: one breadth-first search over a whole graph, edges walked both ways, by a plain loop over ordinals and by QuikGraph over the adapter,
/// over a copy, and over delegates that answer by ordinals and by ids. All must find the same distances. Processor time; of several repeats the minimum.
/// </summary>
internal static class QuikGraphVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        using InMemoryKnowledgeGraph graph = (await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false)).Graph;
        int root = Enumerable.Range(0, graph.NodeCount).MaxBy(ordinal => graph.GetNeighbors(ordinal).Length);
        int repeats = (int)options.GetNumber("--repeat", 7);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $$"""{"nodes":{{graph.NodeCount}},"edges":{{graph.EdgeCount}},"root":"{{graph.GetId(root)}}"}"""));
        int[] expected = Search(graph, root);
        Measure("plain loop over ordinals", repeats, expected, () => Search(graph, root));
        Measure("QuikGraph over the undirected adapter", repeats, expected, () => SearchUndirected(graph.AsUndirectedQuikGraph(), root));
        Measure("QuikGraph over a copy, an UndirectedGraph", repeats, expected, SearchCopy(graph, root));
        if (!options.Has("--adapter"))
        {
            Measure("QuikGraph over delegates by ordinals", 1, expected, () => SearchUndirected(DelegateOrdinals(graph), root));
            Measure("QuikGraph over delegates by ids", 1, expected, () => SearchDelegates(graph, root));
        }

        return 0;
    }

    private static void Measure(string name, int repeats, int[] expected, Func<int[]> search)
    {
        double least = double.MaxValue;
        long allocated = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            int[] distances = search();
            allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
            if (!distances.AsSpan().SequenceEqual(expected))
            {
                throw new InvalidOperationException($"{name}: other distances than the plain loop's");
            }
        }

        int reached = expected.Count(static distance => distance >= 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"search":"{{name}}","repeats":{{repeats}},"cpu_ms":{{least:F1}},"allocated_bytes":{{allocated}},"reached":{{reached}}}"""));
    }

    private static int[] Search(IAdjacencyView view, int root)
    {
        int[] distances = Start(view.NodeCount, root);
        var queue = new int[view.NodeCount];
        queue[0] = root;
        int tail = 1;
        for (int head = 0; head < tail; head++)
        {
            int next = distances[queue[head]] + 1;
            foreach (int neighbor in view.GetNeighbors(queue[head]))
            {
                if (distances[neighbor] < 0)
                {
                    distances[neighbor] = next;
                    queue[tail++] = neighbor;
                }
            }
        }

        return distances;
    }

    private static int[] SearchUndirected(IUndirectedGraph<int, KgQuikEdge> graph, int root)
    {
        int[] distances = Start(graph.VertexCount, root);
        var search = new UndirectedBreadthFirstSearchAlgorithm<int, KgQuikEdge>(graph);
        search.TreeEdge += (_, e) => distances[e.Target] = distances[e.Source] + 1;
        search.Compute(root);
        return distances;
    }

    private static Func<int[]> SearchCopy(InMemoryKnowledgeGraph graph, int root)
    {
        var copy = new UndirectedGraph<int, KgQuikEdge>();
        copy.AddVertexRange(Enumerable.Range(0, graph.NodeCount));
        copy.AddEdgeRange(graph.AsQuikGraph().Edges);
        return () => SearchUndirected(copy, root);
    }

    private static DelegateUndirectedGraph<int, KgQuikEdge> DelegateOrdinals(InMemoryKnowledgeGraph graph)
    {
        KgUndirectedQuikGraph view = graph.AsUndirectedQuikGraph();
        return new DelegateUndirectedGraph<int, KgQuikEdge>(view.Vertices, TryGetEdges, true);

        bool TryGetEdges(int vertex, out IEnumerable<KgQuikEdge> edges)
        {
            edges = view.AdjacentEdges(vertex);
            return true;
        }
    }

    private static int[] SearchDelegates(InMemoryKnowledgeGraph graph, int root)
    {
        IEnumerable<NodeId> ids = Enumerable.Range(0, graph.NodeCount).Select(graph.GetId);
        int[] distances = Start(graph.NodeCount, root);
        var delegates = new DelegateVertexAndEdgeListGraph<NodeId, SEquatableEdge<NodeId>>(ids, TryGetEdges, true);
        var search = new BreadthFirstSearchAlgorithm<NodeId, SEquatableEdge<NodeId>>(delegates);
        search.TreeEdge += edge => distances[Ordinal(edge.Target)] = distances[Ordinal(edge.Source)] + 1;
        search.Compute(graph.GetId(root));
        return distances;

        bool TryGetEdges(NodeId id, out IEnumerable<SEquatableEdge<NodeId>> edges)
        {
            NeighborBatch batch = graph.GetNeighborsAsync([id]).AsTask().GetAwaiter().GetResult();
            edges = batch[0].Select(neighbor => new SEquatableEdge<NodeId>(id, neighbor.Node));
            return true;
        }

        int Ordinal(NodeId id) => graph.TryGetOrdinal(id, out int ordinal) ? ordinal : throw new InvalidOperationException(id.Value);
    }

    private static int[] Start(int count, int root)
    {
        var distances = new int[count];
        Array.Fill(distances, -1);
        distances[root] = 0;
        return distances;
    }
}
