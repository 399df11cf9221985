using System.Diagnostics;
using System.Globalization;
using MedReason.Benchmarks.Generation;
using MedReason.Embeddings.Onnx;

namespace MedReason.Benchmarks.Embedding;

/// <summary><c>embed</c>: the embedding index that needs no model over as many names as PrimeKG has: building, opening, searching.</summary>
internal static class EmbedVerb
{
    private const int DefaultNames = 129_375;
    private const int DefaultEncoded = 4_096;
    private const int Texts = 200;
    private const int Rounds = 5;
    private const int NamesOfCall = 256;

    public static async Task<int> RunAsync(VerbOptions options)
    {
        if (options.Find("--model-folder") is { } folder)
        {
            return await EncodeAsync(folder, options.Require("--graph"), (int)options.GetNumber("--names", DefaultEncoded)).ConfigureAwait(false);
        }

        int count = (int)options.GetNumber("--names", DefaultNames);
        int dimensions = (int)options.GetNumber("--dimensions", 128);
        int seed = (int)options.GetNumber("--seed", 1);
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"medreason-embed-{Environment.ProcessId}.mrke"));
        using InMemoryKnowledgeGraph graph = MakeGraph(count, seed, options.Find("--graph") is { } snapshot
            ? await ReadNamesAsync(snapshot).ConfigureAwait(false) : []);
        try
        {
            long start = Stopwatch.GetTimestamp();
            HashedNgramEmbeddingGenerator generator = await HashedNgramEmbeddingGenerator.CreateAsync(graph, dimensions).ConfigureAwait(false);
            TimeSpan weighted = Stopwatch.GetElapsedTime(start);
            EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, generator, path: path).ConfigureAwait(false);
            TimeSpan built = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            await EmbeddingNodeIndex.OpenAsync(path, graph, generator).ConfigureAwait(false);
            TimeSpan opened = Stopwatch.GetElapsedTime(start);

            string[] texts = [.. Enumerable.Range(0, Texts).Select(i => "x" + graph.GetNode(i * (graph.NodeCount / Texts)).Name)];
            var nearest = new EmbeddingNodeIndexOptions { SpellingDepth = 0 };
            EmbeddingNodeIndex plain = await EmbeddingNodeIndex.OpenAsync(path, graph, generator, nearest).ConfigureAwait(false);
            (double plainMedian, double plainLeast) = await TimeAsync(plain, texts).ConfigureAwait(false);
            (double median, double least) = await TimeAsync(index, texts).ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"names":{{index.NameCount}},"dimensions":{{dimensions}},"weights_seconds":{{weighted.TotalSeconds:F2}},"build_seconds":{{built.TotalSeconds:F2}},"open_seconds":{{opened.TotalSeconds:F2}},"file_megabytes":{{new FileInfo(path).Length >> 20}},"top10_milliseconds":{"median":{{plainMedian:F2}},"least":{{plainLeast:F2}} },"top10_with_spelling_milliseconds":{"median":{{median:F2}},"least":{{least:F2}} } }
                """));
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Names of a real graph a second of processor time, by a sentence encoder on one thread; drawn evenly, in calls as an index makes them.</summary>
    private static async Task<int> EncodeAsync(string folder, string snapshot, int count)
    {
        List<string> all = await ReadNamesAsync(snapshot).ConfigureAwait(false);
        count = Math.Min(count, all.Count);
        string[] names = [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
        using OnnxEmbeddingGenerator encoder = await OnnxEmbeddingGenerator.OpenAsync(folder).ConfigureAwait(false);
        await encoder.GenerateAsync(names.Take(NamesOfCall)).ConfigureAwait(false);
        var rates = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            foreach (string[] call in names.Chunk(NamesOfCall))
            {
                await encoder.GenerateAsync(call).ConfigureAwait(false);
            }

            rates.Add(count / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"model":"{{encoder.ModelId}}","names":{{count}},"letters":{{names.Average(static name => name.Length):F1}},"names_per_processor_second":[{{string.Join(',', rates.Select(rate => rate.ToString("F0", CultureInfo.InvariantCulture)))}}]}
            """));
        return 0;
    }

    private static async Task<(double Median, double Least)> TimeAsync(EmbeddingNodeIndex index, string[] texts)
    {
        var times = new List<double>();
        foreach (string text in texts.Concat(texts))
        {
            long start = Stopwatch.GetTimestamp();
            await index.SearchAsync([text]).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // The first round warms up.
        times.RemoveRange(0, texts.Length);
        times.Sort();
        return (times[times.Count / 2], times[0]);
    }

    private static async Task<List<string>> ReadNamesAsync(string snapshot)
    {
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(snapshot).ConfigureAwait(false);
        return [.. Enumerable.Range(0, graph.NodeCount).Select(ordinal => graph.GetNode(ordinal).Name)];
    }

    /// <summary>Real names first, where a snapshot gives some, then seeded ones of two to five words made of syllables.</summary>
    private static InMemoryKnowledgeGraph MakeGraph(int count, int seed, List<string> real)
    {
        string[] syllables = ["car", "dio", "my", "op", "athy", "hep", "at", "ic", "ren", "al", "neur", "on", "gas", "tr", "itis", "derm", "oma", "lip", "id", "ure", "mia", "ost", "eo", "scler", "osis"];
        var random = new SeededRandom((ulong)seed);
        var builder = new KnowledgeGraphBuilder { Name = "names" };
        for (int i = 0; i < count; i++)
        {
            string name = i < real.Count ? real[i] : string.Join(' ', Enumerable.Range(0, 2 + random.Next(4))
                .Select(_ => string.Concat(Enumerable.Range(0, 2 + random.Next(3)).Select(_ => syllables[random.Next(syllables.Length)]))));
            builder.AddNode(new KgNode { Id = new NodeId(string.Create(CultureInfo.InvariantCulture, $"N:{i:D7}")), Name = name, Type = new NodeType("name") });
        }

        return builder.Build();
    }
}
