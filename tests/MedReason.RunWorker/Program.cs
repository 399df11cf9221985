using System.Diagnostics;
using System.Globalization;
using MedReason.Runs;
using MedReason.Runs.Postgres;
using MedReason.RunWorker;

// MedReason.RunWorker ADDRESS ROWS CALLS CONCURRENCY LEASE_SECONDS [MODEL_URL] [CAP_DOLLARS]: works on a run until it ends, and prints what it did.
int rows = int.Parse(args[1], CultureInfo.InvariantCulture);
int calls = int.Parse(args[2], CultureInfo.InvariantCulture);
int concurrency = int.Parse(args[3], CultureInfo.InvariantCulture);
var lease = TimeSpan.FromSeconds(double.Parse(args[4], CultureInfo.InvariantCulture));
Uri? server = args.Length > 5 && args[5] != "instant" ? new Uri(args[5]) : null;
decimal? cap = args.Length > 6 ? decimal.Parse(args[6], CultureInfo.InvariantCulture) : null;
try
{
    await using PostgresRunStore store = await PostgresRunStore.JoinAsync(
        PostgresRunAddress.Parse(args[0]), RowWork.Configuration(rows, calls), new PostgresRunStoreOptions { Lease = lease });
    await store.AddRowsAsync(RowWork.RowsAsync(rows));
    using var client = new RunChatClient(new RowModel(server), store, new RunFlowOptions
    {
        Concurrency = concurrency,
        MaxCost = cap,
        Prices = new ModelPrices([new("m", new ModelPrice { Input = 1_000, Output = 10_000, MaxOutputTokens = 100 })]),
    });
    var engine = new RunEngine(store, RowWork.Create(client, calls), new RunEngineOptions { Client = client, Concurrency = concurrency });
    long start = Stopwatch.GetTimestamp();
    RunEnd end = await engine.RunAsync();
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"done {end.Progress.Done} of {end.Progress.Total} in {seconds:F2} s, processor {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:F2} s; {end.Cause?.ToString() ?? "finished"}"));
    return 0;
}
catch (RunException exception)
{
    Console.WriteLine(exception.Message);
    return 1;
}
