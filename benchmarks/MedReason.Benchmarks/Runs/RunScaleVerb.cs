using System.Diagnostics;
using System.Globalization;

namespace MedReason.Benchmarks.Runs;

/// <summary><c>run-scale</c>: the command itself over a bank of some length with the offline provider, and again over the finished run: seconds and peak memory.</summary>
internal static class RunScaleVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        int count = (int)options.GetNumber("--count", 100_000);
        string folder = options.Require("--output");
        Directory.CreateDirectory(folder);
        string bank = Path.Combine(folder, $"bank-{count}.jsonl");
        string run = Path.Combine(folder, $"run-{count}");
        RunBank.Write(options.Require("--questions"), bank, count);
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }

        foreach (string what in new[] { "run", "finished run opened again" })
        {
            (double seconds, double megabytes) = await RunCommandAsync(
                options.Require("--command"), "generate", "--kg", options.Require("--kg"), "--questions", bank, "--format", "generic", "--run", run).ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {count:N0} questions, {seconds:F1} s, peak {megabytes:F0} MB; database {new FileInfo(Path.Combine(run, "run.db")).Length / 1e6:F0} MB, results {new FileInfo(Path.Combine(run, "results.jsonl")).Length / 1e6:F0} MB"));
        }

        return 0;
    }

    private static async Task<(double Seconds, double Megabytes)> RunCommandAsync(string command, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        foreach (string arg in (string[])[command, .. args])
        {
            start.ArgumentList.Add(arg);
        }

        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        double peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, ReadPeak(process.Id));
            await Task.Delay(20).ConfigureAwait(false);
        }

        double seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0 ? (seconds, peak) : throw new InvalidOperationException(await error.ConfigureAwait(false));
    }

    // The system's own high-water mark, so that no peak between two looks is missed.
    private static double ReadPeak(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.AsSpan("VmHWM:".Length).Trim()[..^3], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
