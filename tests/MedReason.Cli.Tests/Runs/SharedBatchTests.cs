using System.Diagnostics;
using System.Globalization;
using MedReason.Runs;
using MedReason.Runs.Postgres;
using MedReason.Tests;
using Npgsql;

namespace MedReason.Cli.Tests;

/// <summary>
/// The command with <c>--batch</c> on a run in PostgreSQL: two processes, of which one after the other is killed. The long form: <c>MEDREASON_LONG_TESTS=1</c>.
/// </summary>
[Collection(PostgresGroup.Name)]
public sealed class SharedBatchTests(PostgresServer server, ITestOutputHelper output) : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Processes_that_are_killed_submit_nothing_twice_lose_nothing_and_end_the_same(string provider)
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "a server that was given is absent from these tests, which write runs");
        (int questions, int kills) = IsLong ? (300, 100) : (40, 3);
        var random = new Random(20261130);
        var batches = new LoopbackBatches(request => provider == "openai" ? LoopbackModel.Answer(request) : BatchVerbTests.Anthropic("(A)"));
        await using var model = new LoopbackServer((request, _) => batches.Respond(request));
        string[] command = provider == "openai"
            ? await BatchVerbTests.GenerateAsync(_folder, model, questions)
            : BatchVerbTests.Eval(_folder, model, provider, questions, samples: 2);
        CommandRun live = await CommandRun.OfAsync([.. command, "--run", _folder.PathOf("live")]);
        live.ExitCode.ShouldBe(0, live.Error);
        RunSpending whole = BatchVerbTests.Spending(_folder, "live");
        var watch = Stopwatch.StartNew();
        int done = 0;
        int runs = 0;
        for (; done < kills; runs++)
        {
            batches = new LoopbackBatches(request => provider == "openai" ? LoopbackModel.Answer(request) : BatchVerbTests.Anthropic("(A)"));
            string run = string.Create(CultureInfo.InvariantCulture, $"{provider}{runs}");
            string address = Address(run);
            string[] shared = [.. command, "--run", address, "--batch", "--batch-poll", "1"];
            var processes = new List<CommandProcess> { CommandProcess.Start(shared), CommandProcess.Start(shared) };
            while (done < kills && processes.TrueForAll(static process => !process.HasEnded))
            {
                await Task.Delay(random.Next(500, 4000));
                CommandProcess victim = processes[random.Next(2)];
                if (processes.TrueForAll(static process => !process.HasEnded))
                {
                    await victim.KillAsync();
                    done++;
                    processes.Remove(victim);
                    await ExpireAsync(address, victim.Id);
                    victim.Dispose();
                    processes.Add(CommandProcess.Start(shared));
                }
            }

            foreach (CommandProcess process in processes)
            {
                (int exitCode, string error) = await process.WaitAsync();
                exitCode.ShouldBe(0, error);
                process.Dispose();
            }

            await CheckAsync(address, run, batches, whole);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{provider}: {questions} questions, {done} kills in {runs} runs, {watch.Elapsed.TotalSeconds:F0} s"));
    }

    private async Task CheckAsync(string address, string run, LoopbackBatches batches, RunSpending live)
    {
        CommandRun fetched = await CommandRun.OfAsync("run", "fetch", "--run", address, "--output", _folder.PathOf(run));
        fetched.ExitCode.ShouldBe(0, fetched.Error);
        BatchVerbTests.Rows(_folder, run).ShouldBe(BatchVerbTests.Rows(_folder, "live"));
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        batches.Submitted.Count.ShouldBe((int)live.Answered);
        await using PostgresRunReader reader = await PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address));
        RunSpending spending = (await reader.ReadStateAsync()).Spending;
        (spending.Answered, spending.Failed, spending.PossiblyBilled).ShouldBe((live.Answered, 0, 0));
        spending.Cost.ShouldBeLessThanOrEqualTo(live.Cost * 0.51m);
    }

    private string Address(string run)
    {
        var builder = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"postgres://{builder.Username}:{builder.Password}@localhost/{builder.Database}?host={Uri.EscapeDataString(builder.Host!)}&run={run}");
    }

    // What the lease does fifteen seconds after a worker was last heard of, at once: the process is dead.
    private async Task ExpireAsync(string address, int process)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        string schema = PostgresRunAddress.Parse(address).Schema;
        await using var command = new NpgsqlCommand(
            $"select \"{schema}\".retire(id, true) from \"{schema}\".workers where ended_at is null and name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{process}") });
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedFunction)
        {
            // It was killed before it began the run.
        }
    }
}
