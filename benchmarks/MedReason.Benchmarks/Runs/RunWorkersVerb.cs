using System.Diagnostics;
using System.Globalization;
using MedReason.Runs.Postgres;
using MedReason.Runs.Postgres.Tests;

namespace MedReason.Benchmarks.Runs;

/// <summary>
/// <c>run-workers</c>: questions and calls a second of worker processes that share one run in PostgreSQL, with a loopback model that answers after some time, or
/// with one that answers at once.
/// </summary>
internal static class RunWorkersVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        string address = options.Require("--address");
        int rows = (int)options.GetNumber("--rows", 400);
        int calls = (int)options.GetNumber("--calls", 5);
        int concurrency = (int)options.GetNumber("--concurrency", 4);
        int latency = (int)options.GetNumber("--latency-ms", 50);
        string stamp = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
        foreach (int workers in (int[])[1, (int)options.GetNumber("--workers", 4)])
        {
            string run = $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}run=bench_{stamp}_{workers}";
            CountingModelServer? model = latency == 0 ? null : CountingModelServer.Start(TimeSpan.FromMilliseconds(latency));
            WorkerProcess[] processes =
                [.. Enumerable.Range(0, workers).Select(_ => new WorkerProcess(run, rows * workers, calls, concurrency, 15, model?.Url ?? "instant"))];
            double slowest = 0;
            foreach (WorkerProcess process in processes)
            {
                string output = await process.Output.ConfigureAwait(false);
                Console.WriteLine("  " + output.Trim());
                slowest = Math.Max(slowest, double.Parse(output.Split(" in ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
                process.Dispose();
            }

            if (model is not null)
            {
                // From the first call to the last: without the start of the processes.
                slowest = Stopwatch.GetElapsedTime(model.Times.Min(), model.Times.Max()).TotalSeconds;
                await model.DisposeAsync().ConfigureAwait(false);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{workers} workers, {rows * workers:N0} questions of {calls} calls, {latency} ms, concurrency {concurrency} each: {slowest:F1} s, {rows * workers / slowest:N1} questions a second, {rows * workers * calls / slowest:N0} calls a second ({PostgresRunAddress.Parse(run).Place})"));
        }

        return 0;
    }
}
