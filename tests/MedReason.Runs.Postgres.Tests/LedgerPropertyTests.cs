using MedReason.Runs.Tests;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>
/// The ledger of a run in PostgreSQL does what a model of a few dictionaries does, in 8 seeded schedules; <c>MEDREASON_LONG_TESTS=1</c> plays 500 of them.
/// </summary>
[Collection(RunServerGroup.Name)]
public sealed class LedgerPropertyTests(RunServer server)
{
    private const int Steps = 40;
    private static readonly int Seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 500 : 8;

    [Fact]
    public async Task Ledger_record_and_model_agree_after_every_step_of_every_schedule()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            await using var host = new PostgresLedgerHost(await server.NewRunAsync());

            await new LedgerSchedule(seed, host, Steps).PlayAsync();
        }
    }
}
