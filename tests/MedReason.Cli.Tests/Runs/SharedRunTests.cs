using System.Globalization;
using MedReason.Runs;
using MedReason.Runs.Postgres;
using MedReason.Tests;
using Npgsql;

namespace MedReason.Cli.Tests;

/// <summary>The command on runs in PostgreSQL.</summary>
[Collection(PostgresGroup.Name)]
public sealed class SharedRunTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_prints_how_many_results_are_in_the_folder_and_how_far_the_run_is()
    {
        string address = await NewRunAsync("fetched");
        var run = PostgresRunAddress.Parse(address);
        await using PostgresRunStore store = await PostgresRunStore.JoinAsync(run, new RunConfiguration("test", []));
        await store.AddRowsAsync(RowsAsync(3));
        await foreach (RunRow row in store.ClaimRowsAsync(every: 2, includeDeferred: false))
        {
            await store.RecordResultAsync(row.Ordinal, new RunResult { Outcome = "accepted", Payload = "{}"u8.ToArray() });
        }

        CommandRun early = await CommandRun.OfAsync("run", "fetch", "--run", address, "--output", _folder.PathOf("copy"));
        await foreach (RunRow row in store.ClaimRowsAsync(every: 1, includeDeferred: false))
        {
            await store.RecordResultAsync(row.Ordinal, new RunResult { Outcome = "accepted", Payload = "{}"u8.ToArray() });
        }

        CommandRun whole = await CommandRun.OfAsync("run", "fetch", "--run", address, "--output", _folder.PathOf("copy"));

        early.Error.ShouldBe(
            $"medreason: {run.Place}: not finished; 1 of 3 questions are still to be worked on\nmedreason: 2 results in {_folder.PathOf("copy")}\n");
        whole.Error.ShouldBe($"medreason: 3 results in {_folder.PathOf("copy")}\n");
        (early.ExitCode, whole.ExitCode, early.Output, whole.Output).ShouldBe((0, 0, string.Empty, string.Empty));
        (await File.ReadAllLinesAsync(Path.Combine(_folder.PathOf("copy"), "results.jsonl"))).ShouldBe(["{}", "{}", "{}"]);
    }

    [Fact]
    public async Task A_run_whose_ledger_refuses_a_cap_keeps_its_rows_as_they_are()
    {
        string address = await NewRunAsync("capped");
        string bank = RunBank.Write(_folder, 10);
        string prices = _folder.Write("prices.json", """{"m":{"input":1000,"output":1000,"max_output_tokens":500}}""");
        await using var model = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command =
        [
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", address,
            "--provider", "openai", "--model", "m", "--endpoint", model.Endpoint, "--min-grade", "none",
        ];
        (await CommandRun.OfAsync(command)).ExitCode.ShouldBe(0);
        int requests = model.Requests.Count;

        CommandRun capped = await CommandRun.OfAsync([.. command, "--prices", prices, "--max-cost", "5", "--retry", "accepted"]);

        capped.ExitCode.ShouldBe(1, capped.Error);
        capped.Error.ShouldContain("calls of the run were made without prices or without a limit on replies, which a cap cannot count");
        capped.Error.ShouldNotContain("are worked on again");
        model.Requests.Count.ShouldBe(requests);
        await using PostgresRunControl control = await PostgresRunControl.OpenAsync(PostgresRunAddress.Parse(address));
        RunStatus status = await control.ReadStatusAsync();
        (status.Counts.Rows, status.Counts.Pending, status.IsFinished).ShouldBe((10, 0, true));
    }

    private async Task<string> NewRunAsync(string name)
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "a server that was given is absent from these tests, which write runs");
        var builder = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"postgres://{builder.Username}:{builder.Password}@localhost/{builder.Database}?host={Uri.EscapeDataString(builder.Host!)}&run={name}");
    }

    private static async IAsyncEnumerable<RunRow> RowsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"q{i}");
            yield return new RunRow { Ordinal = i, Id = id, ContentHash = id, Payload = "{}"u8.ToArray() };
        }

        await Task.CompletedTask;
    }
}
