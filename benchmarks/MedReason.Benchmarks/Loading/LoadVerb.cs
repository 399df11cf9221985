using System.Diagnostics;
using System.Globalization;
using MedReason.Kg.Primekg;

namespace MedReason.Benchmarks.Loading;

/// <summary><c>load</c>: CSV to graph to snapshot in this process, once.</summary>
internal static class LoadVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        string input = options.Require("--input");
        string snapshot = options.Require("--snapshot");
        long start = Stopwatch.GetTimestamp();
        GraphReadResult result = await PrimeKgReader.ReadAsync(input).ConfigureAwait(false);
        TimeSpan read = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        await result.Graph.SaveSnapshotAsync(snapshot).ConfigureAwait(false);
        TimeSpan saved = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"rows":{{result.RowCount}},"nodes":{{result.Graph.NodeCount}},"edges":{{result.Graph.EdgeCount}},"load_seconds":{{read.TotalSeconds:F3}},"snapshot_seconds":{{saved.TotalSeconds:F3}},"total_seconds":{{(read + saved).TotalSeconds:F3}},"cpu_seconds":{{Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:F3}},"peak_megabytes":{{ProcessMemory.PeakMegabytes:F0}},"snapshot_bytes":{{new FileInfo(snapshot).Length}},"content_hash":"{{result.Graph.Metadata.ContentHash}}"}
            """));
        return 0;
    }
}
