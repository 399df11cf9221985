namespace MedReason.Runs.Tests;

/// <summary>
/// The limiter of a run's requests keeps every window of time within its limits, and holds nobody back without need, in 300 seeded schedules;
/// <c>MEDREASON_LONG_TESTS=1</c> plays 10,000 of them, and 0 plays 30.
/// </summary>
public sealed class LimiterPropertyTests(ITestOutputHelper output)
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") switch { "1" => 10_000, "0" => 30, _ => 300 };

    [Fact]
    public void No_window_of_any_schedule_holds_more_than_it_may_and_nobody_waits_without_need()
    {
        var reached = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int seed = 0; seed < Seeds; seed++)
        {
            var schedule = new LimiterSchedule(seed);

            schedule.Play();

            foreach ((string what, int count) in schedule.Reached)
            {
                reached[what] = reached.GetValueOrDefault(what) + count;
            }
        }

        output.WriteLine(string.Join(", ", reached.OrderBy(static pair => pair.Key, StringComparer.Ordinal)));
        string[] kinds = ["after waiting", "answered", "at once", "failed", "gave up its place", "gave up its turn", "held back", "retuned", "withdrawn"];
        kinds.ShouldAllBe(kind => reached.GetValueOrDefault(kind) >= Seeds / 10, "schedules reach every kind of step");
    }
}
