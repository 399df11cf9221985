using System.Collections.Concurrent;
using System.Globalization;
using MedReason.Runs.Tests;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>
/// Runs in PostgreSQL whose calls are made in batches: every worker gathers, one leads. The long form, 200 deaths: <c>MEDREASON_LONG_TESTS=1</c>.
/// </summary>
[Collection(RunServerGroup.Name)]
public sealed class BatchTests(RunServer server, ITestOutputHelper output) : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private readonly RunFolder _folder = new();

    public static TheoryData<bool, int> Workers => new() { { true, 1 }, { false, 1 }, { true, 4 }, { false, 4 } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task A_run_in_batches_gives_the_results_of_a_folder_at_half_the_cost(bool isNamed, int workers)
    {
        string address = await server.NewRunAsync();
        RunSpending live = await LiveAsync(200);
        var time = new LeapTime(LeapTime.Turn);
        PlayedBatches batches = Answering(isNamed, time);
        using var model = new BatchModel(batches);

        RunEnd[] ends = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => PlayAsync(address, model, 200, time))));

        ends.ShouldAllBe(end => end.Reason == null);
        await CheckAsync(address, batches, live);
        model.LiveCalls.ShouldBe(0);
        batches.Sizes.ShouldAllBe(size => size <= 50);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Workers_that_die_at_any_point_submit_nothing_twice_and_lose_nothing(bool isNamed)
    {
        const int Rows = 60;
        RunSpending live = await LiveAsync(Rows);
        BatchPoint[] points = [.. Enum.GetValues<BatchPoint>().Where(point => isNamed || point is not (BatchPoint.Sent or BatchPoint.Uploaded))];
        var reached = new ConcurrentDictionary<BatchPoint, int>();
        int wanted = IsLong ? 200 : 26;
        int tries = 0;
        int deaths = 0;
        int runs = 0;
        for (; deaths < wanted; runs++)
        {
            string address = await server.NewRunAsync();
            var time = new LeapTime(LeapTime.Turn);
            PlayedBatches batches = Answering(isNamed, time);
            batches.AddForeign(50);
            using var model = new BatchModel(batches);

            // Of two workers each dies at one point after another, and is followed by a new one, until the run is done.
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                BatchPoint at;
                int number;
                do
                {
                    number = Interlocked.Increment(ref tries);
                    at = points[number % points.Length];
                }
                while (await IsKilledAsync(address, model, Rows, time, DyingAt(at, number)) && reached.AddOrUpdate(at, 1, static (_, times) => times + 1) > 0);
            })));
            await CheckAsync(address, batches, live);
            deaths = reached.Values.Sum();
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{deaths} deaths in {runs} runs: {string.Join(", ", reached.OrderBy(static pair => pair.Key).Select(static pair => $"{pair.Key} {pair.Value}"))}"));
        reached.Count.ShouldBeGreaterThanOrEqualTo(points.Length - 2, "near the end of a run some points are not reached any more");

        static RunBatchOptions DyingAt(BatchPoint at, int number)
        {
            // Of the points that are passed often, any is the one.
            int after = at is BatchPoint.Gathered or BatchPoint.Fetched ? number * 7 % 20 : 0;
            return new RunBatchOptions
            {
                OnPoint = point => point == at && Interlocked.Decrement(ref after) == -1
                    ? Task.FromException(new RunException(RunFailure.NotAccessible, "killed"))
                    : Task.CompletedTask,
            };
        }
    }

    [Fact]
    public async Task A_leader_that_is_not_heard_of_is_followed_by_another_and_its_late_changes_are_refused()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore lost = await JoinAsync(address, inBatches: true);
        await using PostgresRunStore next = await JoinAsync(address, inBatches: true);
        using IBatchStore first = lost.OpenBatches(lost.OpenLedger(new RunFlowOptions { Batch = new RunBatchOptions() }, null), null);
        using IBatchStore second = next.OpenBatches(next.OpenLedger(new RunFlowOptions { Batch = new RunBatchOptions() }, null), null);
        (await first.TryLeadAsync()).ShouldBeTrue();
        (await second.TryLeadAsync()).ShouldBeFalse();
        (await first.GatherAsync(Call("a"), "{}"u8.ToArray())).ShouldBeTrue();
        (await second.GatherAsync(Call("a"), "{}"u8.ToArray())).ShouldBeFalse("it waits for a batch already");
        BatchEntry batch = (await first.SealAsync([(await first.FindCallAsync("a"))!])).ShouldNotBeNull();

        await server.ScalarAsync<object>(address, $"select @.retire({lost.WorkerId}, true)");

        (await second.TryLeadAsync()).ShouldBeTrue();
        (await second.ReadOpenAsync()).ShouldHaveSingleItem().ShouldBe(batch);
        foreach (Func<Task> late in new Func<Task>[]
        {
            () => first.RecordAsync(batch with { Step = BatchStep.Done }),
            () => first.SealAsync([Call("b")]),
            () => first.SettleAsync([new BatchOutcome { Call = Call("a"), State = BatchCallState.Failed, Cost = 1, RecordedCost = 1 }]),
            () => first.DissolveAsync(batch, [], countsAsAttempt: false),
        })
        {
            (await Should.ThrowAsync<RunException>(late)).Failure.ShouldBe(RunFailure.Locked);
        }

        (await second.ReadOpenAsync()).ShouldHaveSingleItem().ShouldBe(batch);
    }

    [Fact]
    public async Task A_step_of_a_batch_that_arrives_late_or_twice_changes_nothing()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore store = await JoinAsync(address, inBatches: true);
        using IBatchStore batches = store.OpenBatches(store.OpenLedger(new RunFlowOptions { Batch = new RunBatchOptions() }, null), null);
        await batches.TryLeadAsync();
        await batches.GatherAsync(Call("a"), "{}"u8.ToArray());
        BatchEntry batch = (await batches.SealAsync([(await batches.FindCallAsync("a"))!])).ShouldNotBeNull();
        BatchEntry uploaded = batch with { Step = BatchStep.Uploaded, Tag = "t", Hash = "h", FileId = "f" };
        await batches.RecordAsync(uploaded);
        BatchEntry submitted = uploaded with { Step = BatchStep.Submitted, RemoteId = "r" };
        await batches.RecordAsync(submitted);

        await server.ScalarAsync<object>(address, $"select @.batch_record({store.WorkerId}, {batch.Id}, 1, 1, 't', 'h', 0, 'f', null, null)");

        (await batches.ReadOpenAsync()).ShouldHaveSingleItem().ShouldBe(submitted);
        await batches.RecordAsync(submitted with { Step = BatchStep.Done });
        (await batches.ReadOpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_that_are_worked_on_again_in_the_session_ask_once_for_what_was_of_no_use()
    {
        string address = await server.NewRunAsync();
        var time = new LeapTime(LeapTime.Turn);
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);
        await using PostgresRunStore other = await JoinAsync(address, inBatches: true);
        (await PlayAsync(address, model, 20, time)).Reason.ShouldBeNull();
        byte[] before = await ExportAsync(address);
        int asked = batches.Submitted.Count;
        await using PostgresRunControl control = await PostgresRunControl.OpenAsync(PostgresRunAddress.Parse(address));
        (await control.RequeueAsync("accepted")).ShouldBe(20);

        (await PlayAsync(address, model, 20, time).WaitAsync(TimeSpan.FromMinutes(2))).Reason.ShouldBeNull();

        (await ExportAsync(address)).ShouldBe(before);
        batches.Submitted.Count.ShouldBe(asked);
        batches.Submitted.Values.Max().ShouldBe(2);
        batches.Submitted.Values.Count(static times => times == 2).ShouldBe(40, "of each row the reply that was cut off and the one that a stage had no use for");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cap_that_comes_while_calls_wait_and_cannot_be_kept_stops_the_run(bool isPriced)
    {
        string address = await server.NewRunAsync();
        var time = new LeapTime(LeapTime.Turn);
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);
        bool isSteered = false;
        var options = new RunBatchOptions
        {
            OnPoint = async point =>
            {
                if (point == BatchPoint.Submitted && !isSteered)
                {
                    isSteered = true;
                    await using PostgresRunControl control = await PostgresRunControl.OpenAsync(PostgresRunAddress.Parse(address));
                    await control.SteerAsync("retune", static steering => steering with { MaxCost = 1 });
                    await Task.Delay(TimeSpan.FromSeconds(4));
                }
            },
        };
        var unlimited = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 2 })]);
        await using PostgresRunStore store = await JoinAsync(address, inBatches: true);

        RunEnd end = await BatchRun.PlayAsync(store, model, options, 5, time, isPriced ? unlimited : null);

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        end.Reason.ShouldNotBeNull().ShouldContain(isPriced ? "made calls without a limit on replies" : "this process knows no price");
        batches.Sizes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Workers_make_their_calls_in_one_way_and_none_makes_live_what_is_in_a_batch()
    {
        string address = await server.NewRunAsync();
        var time = new LeapTime(LeapTime.Turn);
        using var model = new BatchModel(Answering(true, time));
        var dying = new RunBatchOptions
        {
            OnPoint = static point => point == BatchPoint.Submitted ? Task.FromException(new RunException(RunFailure.NotAccessible, "killed")) : Task.CompletedTask,
        };
        (await IsKilledAsync(address, model, 5, time, dying)).ShouldBeTrue();

        await using (PostgresRunStore live = await JoinAsync(address, inBatches: false))
        {
            Should.Throw<RunException>(() => new RunChatClient(model, live)).Message.ShouldContain("1 batches of this run are under way");
            (await Should.ThrowAsync<RunException>(() => JoinAsync(address, inBatches: true))).Message.ShouldContain("make their calls live");
        }

        (await PlayAsync(address, model, 5, time)).Reason.ShouldBeNull();
        await using PostgresRunStore after = await JoinAsync(address, inBatches: false);
        after.OpenBatchCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_cap_holds_with_what_is_set_aside_for_batches_and_more_money_lets_the_run_go_on()
    {
        string address = await server.NewRunAsync();
        RunSpending live = await LiveAsync(100);
        var time = new LeapTime(LeapTime.Turn);
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);

        RunEnd end = await PlayAsync(address, model, 100, time, maxCost: live.Cost / 4);

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        RunSpending spending = await SpendingAsync(address);
        spending.Cost.ShouldBeLessThanOrEqualTo(live.Cost / 4);
        spending.Cost.ShouldBeGreaterThan(live.Cost / 8, "the cap is used");
        (await PlayAsync(address, model, 100, time, maxCost: live.Cost)).Reason.ShouldBeNull();
        await CheckAsync(address, batches, live);
    }

    [Fact]
    public async Task What_batches_refuse_is_made_live_where_that_is_allowed()
    {
        string address = await server.NewRunAsync();
        await LiveAsync(30);
        var time = new LeapTime(LeapTime.Turn);
        var batches = new PlayedBatches(true, (key, body, _) => body.Contains("third on a(first of q7)", StringComparison.Ordinal)
            ? new BatchResult { CustomId = key, Status = 400, Body = "{}"u8.ToArray() }
            : BatchModel.Result(key, body), time);
        using var model = new BatchModel(batches);

        RunEnd end = await PlayAsync(address, model, 30, time, new RunBatchOptions { AllowsLiveCalls = true });

        end.Reason.ShouldBeNull();
        model.LiveCalls.ShouldBe(1);
        (await ExportAsync(address)).ShouldBe(BatchRun.ReadResults(_folder.PathOf("live")));
    }

    [Fact]
    public async Task A_live_call_that_the_cap_has_no_room_for_waits_until_batches_give_money_back()
    {
        string address = await server.NewRunAsync();
        var time = new LeapTime(LeapTime.Turn);
        int answered = 0;

        // The last of five batches of one call ends first, refuses it, and the others hold what its live call needs.
        var batches = new PlayedBatches(
            true,
            (key, body, _) => answered++ == 0 ? new BatchResult { CustomId = key, Status = 400, Body = "{}"u8.ToArray() } : BatchModel.Result(key, body),
            time)
        { PollsOf = static number => number == 4 ? 0 : number < 4 ? 30 : 2 };
        using var model = new BatchModel(batches);
        await LiveAsync(5);

        // A call in a batch sets aside about 0.01 dollars, and a live one twice as much: five fit, and not four with a live one.
        var prices = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 2, MaxOutputTokens = 10_000 })]);
        RunEnd end = await PlayAsync(
            address, model, 5, time, new RunBatchOptions { AllowsLiveCalls = true, MaxRequests = 1, PollInterval = TimeSpan.FromSeconds(1) }, 0.0555m, prices).WaitAsync(TimeSpan.FromMinutes(2));

        model.LiveCalls.ShouldBe(1);
        end.Reason.ShouldBeNull();
        (await ExportAsync(address)).ShouldBe(BatchRun.ReadResults(_folder.PathOf("live")));
    }

    [Fact]
    public async Task Calls_that_nothing_limits_go_into_no_batch_under_a_cap()
    {
        string address = await server.NewRunAsync();
        var time = new LeapTime(LeapTime.Turn);
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);
        var prices = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 2 })]);
        bool isSteered = false;
        var options = new RunBatchOptions
        {
            OnPoint = async point =>
            {
                if (point == BatchPoint.Gathered && !isSteered)
                {
                    isSteered = true;
                    await using PostgresRunControl control = await PostgresRunControl.OpenAsync(PostgresRunAddress.Parse(address));
                    await control.SteerAsync("retune", static steering => steering with { MaxCost = 1 });
                    await Task.Delay(TimeSpan.FromSeconds(1));
                }
            },
        };

        // More rows than are worked on at once: some begin after the cap.
        RunEnd end = await PlayAsync(address, model, 30, time, options, prices: prices).WaitAsync(TimeSpan.FromMinutes(2));

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        end.Reason.ShouldNotBeNull().ShouldContain("a capped run needs a limit on replies");
        batches.Submitted.ShouldBeEmpty();
    }

    private static PlayedBatches Answering(bool isNamed, TimeProvider time) => new(isNamed, (key, body, _) => BatchModel.Result(key, body), time);

    private static BatchCall Call(string key) => new() { Key = key, State = BatchCallState.Gathered, Length = 2, MaxInputTokens = 1, MaxOutputTokens = 1 };

    private static Task<PostgresRunStore> JoinAsync(string address, bool inBatches) => PostgresRunStore.JoinAsync(
        PostgresRunAddress.Parse(address), RunFolder.Configuration(), new PostgresRunStoreOptions { CallsInBatches = inBatches });

    private static async Task<RunEnd> PlayAsync(
        string address, BatchModel model, int rows, TimeProvider time, RunBatchOptions? options = null, decimal? maxCost = null, ModelPrices? prices = null)
    {
        await using PostgresRunStore store = await JoinAsync(address, inBatches: true);
        return await BatchRun.PlayAsync(store, model, options ?? new RunBatchOptions(), rows, time, prices ?? BatchRun.Prices, maxCost);
    }

    // Who dies gives nothing back: its lease ends it, at once here, and what it sends from then on is refused.
    private async Task<bool> IsKilledAsync(string address, BatchModel model, int rows, TimeProvider time, RunBatchOptions options)
    {
        await using PostgresRunStore store = await JoinAsync(address, inBatches: true);
        try
        {
            (await BatchRun.PlayAsync(store, model, options, rows, time, BatchRun.Prices)).Reason.ShouldBeNull();
            return false;
        }
        catch (RunException exception) when (exception.Message == "killed")
        {
            await server.ScalarAsync<object>(address, $"select @.retire({store.WorkerId}, true)");
            return true;
        }
    }

    private static async Task<RunSpending> SpendingAsync(string address)
    {
        await using PostgresRunReader reader = await PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address));
        return (await reader.ReadStateAsync()).Spending;
    }

    private async Task<byte[]> ExportAsync(string address)
    {
        await using PostgresRunReader reader = await PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address));
        await reader.WriteResultsAsync(_folder.PathOf("shared"));
        return await File.ReadAllBytesAsync(_folder.PathOf("shared"));
    }

    private async Task CheckAsync(string address, PlayedBatches batches, RunSpending live)
    {
        (await ExportAsync(address)).ShouldBe(BatchRun.ReadResults(_folder.PathOf("live")));
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        RunSpending spending = await SpendingAsync(address);
        (spending.Answered, spending.Failed, spending.PossiblyBilled).ShouldBe((live.Answered, 0, 0));
        (spending.InputTokens, spending.OutputTokens, spending.UsableReplies).ShouldBe((live.InputTokens, live.OutputTokens, live.UsableReplies));
        spending.Cost.ShouldBe(live.Cost / 2);
        (await server.ScalarAsync<long>(address, "select granted - (select sum(spent + possible) from @.workers)::bigint from @.money"))
            .ShouldBe(0, "nothing is set aside any more");
        (await server.ScalarAsync<long>(address, "select (select count(*) from @.batch_waits) + (select count(*) from @.batch_bodies)")).ShouldBe(0);
    }

    private async Task<RunSpending> LiveAsync(int rows)
    {
        using var model = new BatchModel(null);
        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(_folder.PathOf("live"), model, batch: null, rows, TimeProvider.System);
        end.Reason.ShouldBeNull();
        return spending;
    }
}
