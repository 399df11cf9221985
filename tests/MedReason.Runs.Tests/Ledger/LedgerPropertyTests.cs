using System.Collections.Concurrent;

namespace MedReason.Runs.Tests;

/// <summary>
/// The ledger of a run in a folder does what a model of a few dictionaries does, in 60 seeded schedules; <c>MEDREASON_LONG_TESTS=1</c> plays 10,000 of them, and 0 plays 10.
/// </summary>
public sealed class LedgerPropertyTests(ITestOutputHelper output)
{
    private const int Steps = 40;
    private static readonly int Seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") switch { "1" => 10_000, "0" => 10, _ => 60 };

    [Fact]
    public async Task Ledger_record_and_model_agree_after_every_step_of_every_schedule()
    {
        var reached = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(Enumerable.Range(0, Seeds), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (seed, _) =>
        {
            using var folder = new RunFolder();
            await using var host = new FolderLedgerHost(folder);
            var schedule = new LedgerSchedule(seed, host, Steps);

            await schedule.PlayAsync();

            foreach ((string what, int count) in schedule.Reached)
            {
                reached.AddOrUpdate(what, count, (_, sum) => sum + count);
            }
        });

        output.WriteLine(string.Join(", ", reached.OrderBy(static pair => pair.Key, StringComparer.Ordinal)));
        string[] kinds = ["admitted", "answered", "billed", "given up", "over", "refused", "released", "retuned", "uncertain", "waiting"];
        kinds.ShouldAllBe(kind => reached.GetValueOrDefault(kind) >= Seeds / 10, "schedules reach every kind of step");
    }
}
