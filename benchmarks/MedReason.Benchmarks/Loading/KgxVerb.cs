using System.Diagnostics;
using System.Globalization;
using System.Text;
using MedReason.Benchmarks.Generation;
using MedReason.Kg.Kgx;

namespace MedReason.Benchmarks.Loading;

/// <summary><c>kgx</c>: seeded KGX files of a million edges, made when they are absent, read in this process: the first time with what the compiler takes, then warm.</summary>
internal static class KgxVerb
{
    private const int Nodes = 100_000;
    private static readonly string[] Predicates =
    [
        "treats", "causes", "has_phenotype", "interacts_with", "affects", "regulates", "expressed_in", "located_in", "part_of", "subclass_of", "participates_in",
        "similar_to", "associated_with", "correlated_with", "contributes_to", "prevents", "disrupts", "coexists_with", "physically_interacts_with", "orthologous_to",
    ];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        string folder = options.Require("--folder");
        int edges = (int)options.GetNumber("--edges", 1_000_000);
        int times = (int)options.GetNumber("--times", 1);
        string nodePath = Path.Combine(folder, "nodes.tsv");
        string edgePath = Path.Combine(folder, "edges.tsv");
        if (!File.Exists(edgePath))
        {
            Directory.CreateDirectory(folder);
            await WriteAsync(nodePath, edgePath, edges, (int)options.GetNumber("--cited", 50), new SeededRandom(options.GetNumber("--seed", 1))).ConfigureAwait(false);
        }

        for (int time = 0; time < times; time++)
        {
            await ReadAsync(nodePath, edgePath).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task ReadAsync(string nodePath, string edgePath)
    {
        double before = ProcessMemory.PeakMegabytes;
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        GraphReadResult result = await KgxReader.ReadAsync([nodePath, edgePath]).ConfigureAwait(false);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"rows":{{result.RowCount}},"nodes":{{result.Graph.NodeCount}},"edges":{{result.Graph.EdgeCount}},"seconds":{{elapsed.TotalSeconds:F3}},"cpu_seconds":{{used.TotalSeconds:F3}},"peak_megabytes_over_start":{{ProcessMemory.PeakMegabytes - before:F0}},"content_hash":"{{result.Graph.Metadata.ContentHash}}"}
            """));
        result.Graph.Dispose();
    }

    private static async Task WriteAsync(string nodePath, string edgePath, int edges, int citedPercent, SeededRandom random)
    {
        var nodes = new StreamWriter(nodePath, append: false, Encoding.ASCII);
        await using (nodes.ConfigureAwait(false))
        {
            await nodes.WriteLineAsync("id\tcategory\tname").ConfigureAwait(false);
            for (int i = 0; i < Nodes; i++)
            {
                await nodes.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"X:{i:D7}\tbiolink:Gene\tname of node {i}")).ConfigureAwait(false);
            }
        }

        // A share of the edges cites a publication; a publication is cited by a few edges.
        var writer = new StreamWriter(edgePath, append: false, Encoding.ASCII);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteLineAsync("subject\tpredicate\tobject\tprimary_knowledge_source\tpublications\tknowledge_level").ConfigureAwait(false);
            for (int i = 0; i < edges; i++)
            {
                string publication = random.Next(100) >= citedPercent ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"PMID:{10_000_000 + random.Next(200_000)}");
                await writer.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"X:{random.Next(Nodes):D7}\tbiolink:{Predicates[random.Next(Predicates.Length)]}\tX:{random.Next(Nodes):D7}\tinfores:source-{random.Next(12)}\t{publication}\tknowledge_assertion"))
                    .ConfigureAwait(false);
            }
        }
    }
}
