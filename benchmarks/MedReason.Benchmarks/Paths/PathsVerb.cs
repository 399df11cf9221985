using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MedReason.Benchmarks.Paths;

/// <summary>
/// Answers pairs one by one and prints a JSON line for each: distance, count, milliseconds, bytes allocated. The summary goes to the error stream. The pairs
/// are read from a file, which is made first where it does not exist, so that peers answer the same.
/// </summary>
internal static class PathsVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(
            options.Require("--kg"), new SnapshotOpenOptions { Map = options.Has("--map") }).ConfigureAwait(false);
        string pairsFile = options.Require("--pairs");
        if (!File.Exists(pairsFile))
        {
            await MakePairsAsync(graph, pairsFile, (int)options.GetNumber("--count", 300), options.GetNumber("--seed", 1)).ConfigureAwait(false);
        }

        PathPair[] pairs = [.. File.ReadLines(pairsFile).Select(ReadPair)];
        var finder = new ShortestPathFinder();
        int top = (int)options.GetNumber("--top", 50);
        int maxLength = (int)options.GetNumber("--max-length", 16);
        int slack = (int)options.GetNumber("--slack", 0);
        int repeats = (int)options.GetNumber("--repeat", 3);

        // The first run warms up code and scratch; of the others each pair's minimum time is reported, which is what the search itself takes.
        var results = new PairSearchResult[pairs.Length];
        var milliseconds = new double[pairs.Length];
        var allocated = new long[pairs.Length];
        Array.Fill(milliseconds, double.MaxValue);
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            for (int i = 0; i < pairs.Length; i++)
            {
                var query = new PathQuery { Pairs = [pairs[i]], MaxLength = maxLength, Slack = slack, MaxPathsPerPair = top };
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                long started = Stopwatch.GetTimestamp();
                PathSearchResult result = await finder.FindPathsAsync(graph, query).ConfigureAwait(false);
                double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                results[i] = result.Pairs[0];
                if (repeat > 0)
                {
                    milliseconds[i] = Math.Min(milliseconds[i], elapsed);
                    allocated[i] = Math.Max(allocated[i], bytes);
                }
            }
        }

        await WriteAsync(results, milliseconds, allocated).ConfigureAwait(false);
        double[] sorted = [.. milliseconds.Order()];
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"pairs {pairs.Length}  mean {milliseconds.Average():0.000} ms  median {sorted[sorted.Length / 2]:0.000}  p99 {sorted[(int)(sorted.Length * 0.99)]:0.000}  max {sorted[^1]:0.000}  allocated at most {allocated.Max()} bytes, mean {allocated.Average():0}"));
        return 0;
    }

    private static async Task MakePairsAsync(InMemoryKnowledgeGraph graph, string file, int count, ulong seed)
    {
        await using StreamWriter writer = new(file);
        ulong state = seed;
        for (int i = 0; i < count; i++)
        {
            int source = (int)(Next(ref state) % (ulong)graph.NodeCount);
            int target = (int)(Next(ref state) % (ulong)graph.NodeCount);
            if (source == target)
            {
                target = (target + 1) % graph.NodeCount;
            }

            await writer.WriteLineAsync(
                $$"""{"id":{{i}},"from":"{{JsonEncodedText.Encode(graph.GetId(source).Value)}}","to":"{{JsonEncodedText.Encode(graph.GetId(target).Value)}}"}""").ConfigureAwait(false);
        }
    }

    /// <summary>SplitMix64, so that the pairs are the same on every machine.</summary>
    private static ulong Next(ref ulong state)
    {
        ulong value = state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static PathPair ReadPair(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return new PathPair { From = new NodeId(root.GetProperty("from").GetString()!), To = new NodeId(root.GetProperty("to").GetString()!) };
    }

    private static async Task WriteAsync(PairSearchResult[] results, double[] milliseconds, long[] allocated)
    {
        await using Stream output = Console.OpenStandardOutput();
        for (int i = 0; i < results.Length; i++)
        {
            await using (Utf8JsonWriter writer = new(output))
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", i);
                writer.WriteString("from", results[i].Pair.From.Value);
                writer.WriteString("to", results[i].Pair.To.Value);
                writer.WriteString("outcome", results[i].Outcome.ToString());
                writer.WriteNumber("distance", results[i].Distance ?? -1);
                writer.WriteNumber("shortest_paths", results[i].ShortestPathCount);
                writer.WriteNumber("expanded_edges", results[i].ExpandedEdges);
                writer.WriteNumber("milliseconds", Math.Round(milliseconds[i], 4));
                writer.WriteNumber("allocated_bytes", allocated[i]);
                writer.WriteEndObject();
            }

            output.WriteByte((byte)'\n');
        }
    }
}
