using System.Diagnostics;
using System.Globalization;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>
/// Workers, and PostgreSQL itself, killed at random points: nothing is lost or doubled. <c>MEDREASON_LONG_TESTS=1</c> kills 200 workers over 2,000 questions.
/// </summary>
[Collection(RunServerGroup.Name)]
public sealed class KillTests(RunServer server, ITestOutputHelper output)
{
    private const int Calls = 5;
    private const int Concurrency = 8;
    private const double Lease = 10;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";

    [Fact]
    public async Task Workers_killed_at_random_points_lose_and_double_nothing()
    {
        int rows = IsLong ? 2_000 : 150;
        int kills = IsLong ? 200 : 6;
        string address = await server.NewRunAsync();
        await using var model = CountingModelServer.Start(TimeSpan.FromMilliseconds(IsLong ? 500 : 50));
        var random = new Random(7);
        var workers = Enumerable.Range(0, 4).Select(_ => Start(address, rows, model.Url)).ToList();
        int killed = 0;
        try
        {
            while (killed < kills && workers.Exists(static worker => !worker.HasExited))
            {
                await Task.Delay(random.Next(IsLong ? 400 : 700, IsLong ? 1_000 : 1_500));
                int victim = random.Next(workers.Count);
                if (workers[victim].HasExited)
                {
                    continue;
                }

                await workers[victim].KillAsync();
                workers[victim].Dispose();
                killed++;
                workers[victim] = Start(address, rows, model.Url);
            }

            for (int i = 0; i < workers.Count; i++)
            {
                // One that a starved machine keeps silent for its lease is fenced: as good as killed.
                while (await workers[i].WaitAsync() != 0)
                {
                    (await workers[i].Output).ShouldContain("the same command joins the run again");
                    workers[i].Dispose();
                    killed++;
                    workers[i] = Start(address, rows, model.Url);
                }
            }
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }

        await RequireWholeAsync(address, rows, model, killed, "workers");
    }

    [Fact]
    public async Task PostgreSQL_killed_and_started_again_loses_and_doubles_nothing()
    {
        int rows = IsLong ? 1_000 : 150;
        int kills = IsLong ? 10 : 2;
        string address = await server.NewRunAsync();
        await using var model = CountingModelServer.Start(TimeSpan.FromMilliseconds(50));
        var random = new Random(8);
        var workers = Enumerable.Range(0, 4).Select(_ => Start(address, rows, model.Url)).ToList();
        int killed = 0;
        try
        {
            while (killed < kills && workers.Exists(static worker => !worker.HasExited))
            {
                await Task.Delay(random.Next(1_000, 2_000));
                await server.RestartAsync();
                killed++;
            }

            foreach (WorkerProcess worker in workers)
            {
                (await worker.WaitAsync()).ShouldBe(0, await worker.Output);
            }
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }

        model.Calls.Values.Max().ShouldBe(1, "no call was repeated: every worker lived");
        await RequireWholeAsync(address, rows, model, 0, "PostgreSQL, " + killed.ToString(CultureInfo.InvariantCulture));
    }

    private static WorkerProcess Start(string address, int rows, string model) => new(address, rows, Calls, Concurrency, Lease, model);

    private async Task RequireWholeAsync(string address, int rows, CountingModelServer model, int kills, string what)
    {
        // A worker that is killed when no row is left holds money until its lease ends; any other ends it then.
        for (int i = 0; i < 60 && await server.ScalarAsync<long>(address, "select count(*) from @.workers where ended_at is null") > 0; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await server.ScalarAsync<int>(address, string.Create(CultureInfo.InvariantCulture, $"select @.reap(null, interval '{Lease} seconds')"));
        }

        byte[] shared = await PostgresRunStoreTests.ExportAsync(address);
        shared.ShouldBe(await PostgresRunStoreTests.FolderAsync(rows, Calls), "byte by byte what an undisturbed run in a folder writes");
        model.Calls.Count.ShouldBe(rows * Calls, "every call was made");
        int repeated = model.Calls.Values.Sum() - (rows * Calls);
        repeated.ShouldBeLessThanOrEqualTo(kills * Concurrency, "at most what one worker had on its way is sent again");
        long lost = await server.ScalarAsync<long>(address, "select count(*) from @.requests where state = 3");
        (await server.ScalarAsync<long>(address, "select count(*) from @.requests where state = 1")).ShouldBe(rows * Calls, "one reply each");
        repeated.ShouldBeLessThanOrEqualTo((int)lost, "only calls whose reply was not recorded are sent again");
        (await server.ScalarAsync<long>(
            address, "select m.granted - (select sum(spent + possible) from @.workers)::bigint from @.money m")).ShouldBe(0, "no money is left reserved");
        (await server.ScalarAsync<long>(
            address, "select (select sum(amount) from @.requests)::bigint - (select sum(spent + possible) from @.workers)::bigint")).ShouldBe(0);
        (await server.ScalarAsync<long>(address, "select count(*) from @.rows where state <> 2")).ShouldBe(0);
        long[] times = [.. model.Times.Order()];
        double longest = times.Zip(times.Skip(1), static (first, second) => Stopwatch.GetElapsedTime(first, second).TotalSeconds).Max();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {kills} kills, {rows} rows, {repeated} calls repeated, {lost} requests lost, longest pause between calls {longest:F2} s"));
    }
}
