using System.Diagnostics;
using System.Globalization;

namespace MedReason.Benchmarks.Loading;

/// <summary><c>open</c>: from a snapshot to the first answered path query in this process, once.</summary>
internal static class OpenVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(
            options.Require("--snapshot"), new SnapshotOpenOptions { Map = options.Has("--map") }).ConfigureAwait(false);
        TimeSpan opened = Stopwatch.GetElapsedTime(start);
        int hops = CountHops(graph, 0, graph.NodeCount / 2);
        TimeSpan answered = Stopwatch.GetElapsedTime(start);
        TimeSpan sinceStart = DateTimeOffset.Now - Process.GetCurrentProcess().StartTime;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"open_seconds":{{opened.TotalSeconds:F3}},"first_path_seconds":{{answered.TotalSeconds:F3}},"process_seconds":{{sinceStart.TotalSeconds:F3}},"hops":{{hops}},"resident_megabytes":{{ProcessMemory.ResidentMegabytes:F0}},"peak_megabytes":{{ProcessMemory.PeakMegabytes:F0}}}
            """));
        return 0;
    }

    private static int CountHops(InMemoryKnowledgeGraph graph, int from, int to)
    {
        var distance = new int[graph.NodeCount];
        Array.Fill(distance, -1);
        distance[from] = 0;
        var queue = new Queue<int>([from]);
        while (queue.TryDequeue(out int node) && node != to)
        {
            foreach (int neighbor in graph.GetNeighbors(node))
            {
                if (distance[neighbor] < 0)
                {
                    distance[neighbor] = distance[node] + 1;
                    queue.Enqueue(neighbor);
                }
            }
        }

        return distance[to];
    }
}
