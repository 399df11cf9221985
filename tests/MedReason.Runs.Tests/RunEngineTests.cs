using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

public sealed class RunEngineTests
{
    [Fact]
    public async Task A_failure_of_the_folder_ends_the_session_and_is_no_result_of_a_row_even_where_a_stage_swallows_it()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(3));
            using var client = new RunChatClient(FakeModel.Saying("fine"), store);
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "q1")]);
        }

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "run.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE replies SET reply = x'41'";
            command.ExecuteNonQuery();
        }

        using RunStore damaged = RunStore.Open(folder.Path, RunFolder.Configuration());
        using var asked = new RunChatClient(FakeModel.Saying("fine"), damaged);
        var engine = new RunEngine(damaged, async (row, token) =>
        {
            try
            {
                await asked.GetResponseAsync([new ChatMessage(ChatRole.User, row.Id)], cancellationToken: token);
                return RunFolder.Result(row.Ordinal);
            }
            catch (RunException)
            {
                return RunFolder.Result(row.Ordinal, "failed");
            }
        }, new RunEngineOptions { Client = asked, Concurrency = 1 });

        (await Should.ThrowAsync<RunException>(() => engine.RunAsync())).Failure.ShouldBe(RunFailure.Damaged);

        damaged.Reader.ReadTally().ShouldNotContain(tally => tally.Outcome == "failed");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Every_row_is_worked_on_once_and_the_results_do_not_depend_on_concurrency(int concurrency)
    {
        using var folder = new RunFolder();
        using RunStore store = await OpenAsync(folder, 1000);
        int[] times = new int[1000];

        RunEnd end = await new RunEngine(store, (row, _) => Task.FromResult(Done(row, times)), new RunEngineOptions { Concurrency = concurrency }).RunAsync();

        times.ShouldAllBe(count => count == 1);
        (end.Reason, end.Progress.Done, end.Progress.Total).ShouldBe((null, 1000, 1000));
        await store.Reader.WriteResultsAsync();
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder.Path, "results.jsonl"));
        lines.ShouldBe(Enumerable.Range(0, 1000).Select(ordinal => $"q{ordinal}"));
    }

    [Fact]
    public async Task A_finished_run_has_nothing_to_do_and_tells_what_it_did()
    {
        using var folder = new RunFolder();
        using (RunStore store = await OpenAsync(folder, 50))
        {
            await new RunEngine(store, (row, _) => Task.FromResult(Done(row))).RunAsync();
        }

        using RunStore again = await OpenAsync(folder, 50);
        RunEnd end = await new RunEngine(again, (_, _) => throw new InvalidOperationException("Nothing should be asked.")).RunAsync();
        (end.Progress.Done, end.Progress.Tally.ShouldHaveSingleItem().Count).ShouldBe((50, 50));
    }

    [Fact]
    public async Task A_row_whose_call_failed_is_tried_again_in_the_next_session_unless_its_outcome_stands()
    {
        using var folder = new RunFolder();
        var worked = new List<string>();
        foreach (int session in (int[])[0, 1, 2])
        {
            using RunStore store = await OpenAsync(folder, 4);
            var model = new FakeModel((messages, _, _) => session == 0 ? throw new HttpRequestException("down") : Task.FromResult(FakeModel.Reply("fine")));
            using var client = new RunChatClient(model, store);
            worked.Clear();
            RunEnd end = await new RunEngine(
                store,
                async (row, token) =>
                {
                    lock (worked)
                    {
                        worked.Add(row.Id);
                    }

                    // The last row needs no model, the one before it makes do without; the others fail or are rejected for want of a reply that a stage swallowed.
                    bool isAnswered = row.Ordinal == 3 || await AskAsync(client, row, token);
                    return Result(row, isAnswered || row.Ordinal == 2 ? "accepted" : row.Ordinal == 0 ? "failed" : "rejected");
                },
                new RunEngineOptions { Client = client }).RunAsync();
            end.Reason.ShouldBeNull();
            worked.Order(StringComparer.Ordinal).ShouldBe(session switch { 0 => ["q0", "q1", "q2", "q3"], 1 => ["q0", "q1"], _ => [] });
            end.Progress.Tally.Where(tally => tally.IsTransient).Sum(tally => tally.Count).ShouldBe(session == 0 ? 2 : 0);
        }
    }

    [Fact]
    public async Task A_row_that_is_asked_to_wait_too_long_is_put_off_until_the_others_are_done()
    {
        using var folder = new RunFolder();
        using RunStore store = await OpenAsync(folder, 6);
        var time = new StepTime();
        var order = new List<string>();
        using var client = new RunChatClient(
            new WaitingModel(messages => messages == "q1" && order.Count < 6 ? TimeSpan.FromMinutes(10) : null), store, new RunFlowOptions(), time);
        Task<RunEnd> running = new RunEngine(
            store,
            async (row, token) =>
            {
                order.Add(row.Id);
                return Result(row, await AskAsync(client, row, token) ? "accepted" : "failed");
            },
            new RunEngineOptions { Client = client, Concurrency = 1 },
            time).RunAsync();
        while (order.Count < 6 || store.Reader.ResultCount < 5)
        {
            await Task.Delay(5);
        }

        store.Reader.ReadPending(store.Session, 1).ShouldHaveSingleItem().Id.ShouldBe("q1");
        await time.GoAsync(TimeSpan.FromSeconds(59));
        running.IsCompleted.ShouldBeFalse();
        await time.GoAsync(TimeSpan.FromSeconds(2));
        (await running).Progress.Tally.ShouldHaveSingleItem().ShouldSatisfyAllConditions(tally => tally.Count.ShouldBe(6), tally => tally.Outcome.ShouldBe("accepted"));
        order.ShouldBe(["q0", "q1", "q2", "q3", "q4", "q5", "q1"]);
    }

    [Fact]
    public async Task When_every_call_fails_alike_the_run_ends_and_what_it_could_not_do_is_pending()
    {
        using var folder = new RunFolder();
        using RunStore store = await OpenAsync(folder, 500);
        using var client = new RunChatClient(new WaitingModel(_ => TimeSpan.Zero, isTransient: false), store, new RunFlowOptions { Concurrency = 8 });

        RunEnd end = await new RunEngine(
            store,
            async (row, token) => Result(row, await AskAsync(client, row, token) ? "accepted" : "failed"),
            new RunEngineOptions { Client = client, Concurrency = 8 }).RunAsync();

        end.Reason.ShouldBe("10 calls in a row ended alike: scripted failure");
        end.Progress.Done.ShouldBeLessThan(30);
        end.Progress.Health.ShouldBe(end.Reason);
        store.Reader.CountPending(store.Session + 1).ShouldBe(500);
    }

    [Fact]
    public async Task The_end_of_the_money_ends_the_run_and_more_money_goes_on()
    {
        using var folder = new RunFolder();
        var prices = new ModelPrices([new("m", new ModelPrice { Input = 0, Output = 1_000_000, MaxOutputTokens = 5 })]);
        var sent = new List<string>();
        foreach (decimal cap in (decimal[])[52, 100, 500])
        {
            using RunStore store = await OpenAsync(folder, 60);
            var model = new FakeModel((messages, _, _) =>
            {
                lock (sent)
                {
                    sent.Add(messages[0].Text);
                }

                return Task.FromResult(FakeModel.Reply("fine", output: 5));
            });
            using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = prices, MaxCost = cap });
            RunEnd end = await new RunEngine(
                store, async (row, token) => Result(row, await AskAsync(client, row, token) ? "accepted" : "failed"), new RunEngineOptions { Client = client }).RunAsync();
            (end.Reason is null, end.Progress.Done).ShouldBe((cap == 500, cap switch { 52 => 10, 100 => 20, _ => 60 }));
            client.Spending.Cost.ShouldBeLessThanOrEqualTo(cap);
        }

        sent.Distinct(StringComparer.Ordinal).Count().ShouldBe(sent.Count, "nothing is paid twice");
    }

    [Fact]
    public async Task What_a_run_will_come_to_is_told_from_a_hundredth_of_its_rows()
    {
        using var folder = new RunFolder();
        using RunStore store = await OpenAsync(folder, 1000);
        var prices = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 2 })]);
        using var client = new RunChatClient(FakeModel.Saying("fine"), store, new RunFlowOptions { Prices = prices });
        RunEstimate? estimate = null;
        int before = -1;
        int count = 0;

        await new RunEngine(
            store,
            async (row, token) =>
            {
                Interlocked.Increment(ref count);
                return Result(row, await AskAsync(client, row, token) ? "accepted" : "failed");
            },
            new RunEngineOptions { Client = client, OnEstimate = reported => (estimate, before) = (reported, count) }).RunAsync();

        estimate.ShouldNotBeNull();
        (before, estimate.Rows, estimate.Remaining, estimate.RemainingTokens).ShouldBe((10, 10, 990, 990 * 15));
        estimate.RemainingCost.ShouldBe(990 * 20 / 1_000_000m, 1e-12m);
        client.Spending.Cost.ShouldBe(1000 * 20 / 1_000_000m);
    }

    [Fact]
    public async Task What_the_work_throws_and_a_cancellation_end_the_session_and_leave_the_rest_pending()
    {
        using var folder = new RunFolder();
        using RunStore store = await OpenAsync(folder, 300);
        (await Should.ThrowAsync<InvalidOperationException>(() => new RunEngine(
            store, (row, _) => row.Ordinal == 100 ? throw new InvalidOperationException("a bug") : Task.FromResult(Done(row)), new RunEngineOptions { Concurrency = 3 }).RunAsync()))
            .Message.ShouldBe("a bug");
        store.Reader.ReadPending(store.Session, 1).First().Ordinal.ShouldBeInRange(100, 103);

        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => new RunEngine(
            store,
            async (row, token) =>
            {
                if (row.Ordinal == 200)
                {
                    await cancel.CancelAsync();
                    await Task.Delay(Timeout.Infinite, token);
                }

                return Done(row);
            }).RunAsync(cancel.Token));
        store.Reader.ResultCount.ShouldBeInRange(196, 205);
        store.Reader.ReadPending(store.Session, 1).Select(row => row.Ordinal).ShouldContain(200);
    }

    private static async Task<RunStore> OpenAsync(RunFolder folder, int rows)
    {
        RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.AddRowsAsync(RunFolder.Rows(rows));
        return store;
    }

    // A stage that makes do without a model.
    private static async Task<bool> AskAsync(RunChatClient client, RunRow row, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, row.Id)], null, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return false;
        }
    }

    private static RunResult Result(RunRow row, string outcome) => new() { Outcome = outcome, Payload = System.Text.Encoding.UTF8.GetBytes(row.Id) };

    private static RunResult Done(RunRow row, int[]? times = null)
    {
        if (times is not null)
        {
            Interlocked.Increment(ref times[row.Ordinal]);
        }

        return Result(row, "accepted");
    }

    /// <summary>A client of the kind that the command has: it reports to its gate what a provider asks for.</summary>
    private sealed class WaitingModel(Func<string, TimeSpan?> wait, bool isTransient = true) : DelegatingChatClient(FakeModel.Saying("fine")), IGatedChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken)
        {
            long request = await gate.EnterAsync(cancellationToken);
            if (wait(string.Concat(messages.Select(message => message.Text))) is { } time)
            {
                await gate.FailAsync(request, new RequestFailure { Summary = "scripted failure", IsTransient = isTransient, RetryAfter = isTransient ? time : null });
                throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"wait {time}"));
            }

            ChatResponse reply = await base.GetResponseAsync(messages, options, cancellationToken);
            await gate.AnswerAsync(request, reply);
            return reply;
        }
    }
}
