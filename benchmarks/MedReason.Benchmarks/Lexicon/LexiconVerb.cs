using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MedReason.Benchmarks.Lexicon;

/// <summary><c>lexicon</c>: compiles a lexicon of PrimeKG's size and reads text with it on one thread; the least of some rounds.</summary>
internal static class LexiconVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        string data = options.Require("--data");
        int megabytes = (int)options.GetNumber("--megabytes", 20);
        int rounds = (int)options.GetNumber("--rounds", 5);
        List<KgNode> nodes = LexiconCorpus.ReadNodes(data);
        string text = LexiconCorpus.ReadText(data, megabytes * 1_000_000);
        if (options.Find("--export") is { } folder)
        {
            // The same names and the same text for the peer to read.
            Directory.CreateDirectory(folder);
            await File.WriteAllLinesAsync(Path.Combine(folder, "names.txt"), nodes.SelectMany(static n => n.Synonyms.Prepend(n.Name))).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(folder, "text.txt"), text).ConfigureAwait(false);
        }

        double build = double.MaxValue;
        double live = 0;
        LexiconEntityExtractor extractor = new();
        CatalogGraph graph = new(nodes);
        for (int round = 0; round < rounds; round++)
        {
            extractor = new();
            long before = GC.GetTotalMemory(forceFullCollection: true);
            TimeSpan started = Processor();
            await extractor.ExtractTextAsync(graph, string.Empty).ConfigureAwait(false);
            build = Math.Min(build, (Processor() - started).TotalSeconds);
            live = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        }

        // A document at a time, as a run over many documents reads them.
        const int DocumentLength = 100_000;
        List<string> documents = [];
        for (int at = 0; at < text.Length; at += DocumentLength)
        {
            documents.Add(text.Substring(at, Math.Min(DocumentLength, text.Length - at)));
        }

        double read = double.MaxValue;
        long mentions = 0;
        for (int round = 0; round < rounds; round++)
        {
            mentions = 0;
            TimeSpan started = Processor();
            foreach (string document in documents)
            {
                mentions += (await extractor.ExtractTextAsync(graph, document).ConfigureAwait(false)).Count;
            }

            read = Math.Min(read, (Processor() - started).TotalSeconds);
        }

        double size = Encoding.UTF8.GetByteCount(text) / 1e6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"nodes":{{nodes.Count}},"names":{{nodes.Sum(static n => 1 + n.Synonyms.Count)}},"build_cpu_seconds":{{build:F2}},"live_megabytes":{{live:F0}},"text_megabytes":{{size:F1}},"mentions":{{mentions}},"read_cpu_seconds":{{read:F2}},"megabytes_per_second":{{size / read:F1}}}
            """));
        return 0;
    }

    /// <summary>Processor time and not the clock: other work on the machine does not count.</summary>
    private static TimeSpan Processor() => Process.GetCurrentProcess().TotalProcessorTime;
}
