using MedReason.Shared;
using Microsoft.Extensions.Time.Testing;

namespace MedReason.Runs.Tests;

/// <summary>What the ledger of a run in a folder does in single cases; in general see <see cref="LedgerPropertyTests"/>.</summary>
public sealed class RequestLedgerTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ModelPrice Price = new() { Input = 1, Output = 4 };
    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public async Task The_clock_that_was_given_decides_when_a_deadline_has_passed_when_steering_is_seen_and_when_a_command_was_given()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), Price);
        await using var control = RunControl.Open(folder.Path, _time);
        await control.SteerAsync("retune", static steering => steering with { Deadline = Start.AddHours(1) });
        store.Steering.Deadline.ShouldBeNull("the clock stands still");

        _time.Advance(TimeSpan.FromMinutes(59));

        store.Steering.Deadline.ShouldBe(Start.AddHours(1));
        RequestTicket ticket = await ledger.BeginAsync(Intent("early", 1));
        await ledger.FailAsync(ticket, new RequestFailure { Summary = "not sent" });
        ledger.End.ShouldBeNull();

        _time.Advance(TimeSpan.FromMinutes(1));

        ledger.End.ShouldNotBeNull().Cause.ShouldBe(RunEndCause.DeadlinePassed);
        (await Should.ThrowAsync<RequestRefusedException>(ledger.BeginAsync(Intent("late", 1)))).Message
            .ShouldBe("the run's deadline 2030-01-01 01:00:00Z has passed");
        (await control.ReadCommandsAsync()).ShouldHaveSingleItem().At.ShouldBe(Start);
    }

    [Fact]
    public async Task A_run_that_is_paused_begins_nothing_until_it_is_resumed_and_keeps_what_was_set_aside()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions { MaxCost = 0.000_010m }, Price);
        await using var control = RunControl.Open(folder.Path, _time);
        await SteerAsync(control, static steering => steering with { IsPaused = true });
        Task<RequestTicket> held = ledger.BeginAsync(Intent("held", 2));
        Task<RequestTicket> other = ledger.BeginAsync(Intent("other", 2));

        await StepTime.SettleAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await StepTime.SettleAsync();
        (held.IsCompleted, other.IsCompleted, store.Reader.ReadSpending().PossiblyBilled).ShouldBe((false, false, 0));
        await SteerAsync(control, static steering => steering with { IsPaused = false });
        _time.Advance(RunStore.SteeringInterval);
        RequestTicket ticket = await held.WaitAsync(TimeSpan.FromSeconds(30));
        await StepTime.SettleAsync();

        other.IsCompleted.ShouldBeFalse("the money is set aside for the first");
        await ledger.FailAsync(ticket, new RequestFailure { Summary = "not sent" });
        await other.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_request_that_gives_up_while_the_run_is_paused_gives_back_what_was_set_aside()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions { MaxCost = 0.000_010m }, Price);
        await using var control = RunControl.Open(folder.Path, _time);
        await SteerAsync(control, static steering => steering with { IsPaused = true });
        using var cancellation = new CancellationTokenSource();
        Task<RequestTicket> given = ledger.BeginAsync(Intent("given up", 2), cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        await SteerAsync(control, static steering => steering with { IsPaused = false });

        (await ledger.BeginAsync(Intent("next", 2)).WaitAsync(TimeSpan.FromSeconds(30))).Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_ends_while_it_is_paused_refuses_what_waits()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), Price);
        await using var control = RunControl.Open(folder.Path, _time);
        await SteerAsync(control, static steering => steering with { IsPaused = true });
        Task<RequestTicket> held = ledger.BeginAsync(Intent("held", 2));

        ledger.Stop(new RunStop(RunEndCause.Cancelled, "it was cancelled"));
        _time.Advance(RunStore.SteeringInterval);

        (await Should.ThrowAsync<RequestRefusedException>(held.WaitAsync(TimeSpan.FromSeconds(30)))).Message.ShouldBe("it was cancelled");
    }

    [Fact]
    public async Task Tokens_that_a_provider_had_kept_cost_what_they_cost_also_where_prices_come_later()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time))
        {
            IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), price: null);
            RequestTicket ticket = await ledger.BeginAsync(Intent("k", 2));
            await ledger.AnswerAsync(
                ticket, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 0, InputTokens = 10, CachedInputTokens = 4, OutputTokens = 1 });
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        again.OpenLedger(new RunFlowOptions(), new ModelPrice { Input = 10, CachedInput = 1, Output = 100 }).Spending.Cost.ShouldBe(0.000_164m);
    }

    [Theory]
    [InlineData("possibly billed")]
    [InlineData("of unknown usage")]
    public async Task Of_a_call_that_nothing_limits_no_later_session_with_a_cap_takes_the_cost_for_nothing(string kind)
    {
        using var folder = new RunFolder();
        await PlayUnlimitedAsync(folder, kind);

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        RunStop end = again.OpenLedger(new RunFlowOptions { MaxCost = 100 }, Price).End.ShouldNotBeNull();

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        end.Reason.ShouldBe("the run made calls without a limit on replies, which may have cost any sum: give the model's \"max_output_tokens\" with its price");
        var limited = new ModelPrice { Input = 1, Output = 4, MaxOutputTokens = 10 };
        again.OpenLedger(new RunFlowOptions { MaxCost = 100 }, limited).End.ShouldBeNull("a limit of the model bounds them");
    }

    [Theory]
    [InlineData("answered", 0.000_005)]
    [InlineData("not sent", 0)]
    public async Task What_a_call_that_nothing_limits_is_known_to_have_cost_leaves_a_later_session_its_cap(string kind, double cost)
    {
        using var folder = new RunFolder();
        await PlayUnlimitedAsync(folder, kind);

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = again.OpenLedger(new RunFlowOptions { MaxCost = 100 }, Price);

        ledger.End.ShouldBeNull();
        (ledger.Spending.Cost, ledger.Spending.PossibleCost).ShouldBe(((decimal)cost, 0));
    }

    [Fact]
    public async Task Of_two_replies_to_one_request_the_one_that_was_on_record_first_holds()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), Price);
        RequestTicket first = await ledger.BeginAsync(Intent("k", 1));
        RequestTicket second = await ledger.BeginAsync(Intent("k", 1));

        byte[] kept = await ledger.AnswerAsync(first, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 0, InputTokens = 1, OutputTokens = 1 });
        byte[] later = await ledger.AnswerAsync(second, new RequestAnswer { Reply = [2], IsUsable = true, Cost = 0, InputTokens = 1, OutputTokens = 1 });

        kept.ShouldBe([1]);
        later.ShouldBe([1]);
    }

    [Fact]
    public async Task A_cap_that_comes_while_calls_without_a_limit_are_open_ends_the_run_and_lets_none_begin()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), Price);
        await using var control = RunControl.Open(folder.Path, _time);
        RequestTicket answered = await ledger.BeginAsync(Unlimited("answered"));
        await ledger.AnswerAsync(answered, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 5_000_000, InputTokens = 1, OutputTokens = 1 });
        RequestTicket released = await ledger.BeginAsync(Unlimited("released"));
        await ledger.FailAsync(released, new RequestFailure { Summary = "not sent" });

        await SteerAsync(control, static steering => steering with { MaxCost = 5 });

        ledger.End.ShouldBeNull("what is known to have cost is no danger");
        (await Should.ThrowAsync<RequestRefusedException>(ledger.BeginAsync(Unlimited("capped")))).Message
            .ShouldBe("a capped run needs a limit on replies: give the model's \"max_output_tokens\" with its price");
        await SteerAsync(control, static steering => steering with { MaxCost = 7 });
        ledger.End.ShouldBeNull("what was refused has cost nothing");
        await SteerAsync(control, static steering => steering with { MaxCost = null });
        await ledger.BeginAsync(Unlimited("open"));
        await SteerAsync(control, static steering => steering with { MaxCost = 6 });
        ledger.End.ShouldNotBeNull().Cause.ShouldBe(RunEndCause.BudgetExhausted);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("of unknown usage")]
    [InlineData("possibly billed")]
    public async Task One_call_that_may_have_cost_any_sum_ends_a_run_that_gets_a_cap_whatever_became_of_the_others(string kind)
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), Price);
        await using var control = RunControl.Open(folder.Path, _time);
        await EndUnlimitedAsync(ledger, kind);
        RequestTicket answered = await ledger.BeginAsync(Intent("answered", 1));
        await ledger.AnswerAsync(answered, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 5_000_000, InputTokens = 1, OutputTokens = 1 });
        await ledger.FailAsync(await ledger.BeginAsync(Intent("released", 1)), new RequestFailure { Summary = "not sent" });
        await SteerAsync(control, static steering => steering with { IsPaused = true });
        using var cancellation = new CancellationTokenSource();
        Task<RequestTicket> given = ledger.BeginAsync(Intent("given up", 1), cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        ledger.End.ShouldBeNull();

        await SteerAsync(control, static steering => steering with { MaxCost = 5 });

        ledger.End.ShouldNotBeNull().Cause.ShouldBe(RunEndCause.BudgetExhausted);
    }

    [Fact]
    public async Task Calls_in_batches_that_nothing_limits_are_made_where_no_cap_holds_and_end_a_run_that_gets_one()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        var ledger = (RequestLedger)store.OpenLedger(new RunFlowOptions(), Price);
        await using var control = RunControl.Open(folder.Path, _time);

        ledger.TryCountUnbounded().ShouldBeTrue();

        ledger.End.ShouldBeNull();
        await SteerAsync(control, static steering => steering with { MaxCost = 5 });
        ledger.End.ShouldNotBeNull().Cause.ShouldBe(RunEndCause.BudgetExhausted);
    }

    [Fact]
    public void Where_a_cap_holds_calls_in_batches_that_nothing_limits_are_not_made_and_the_run_ends()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        var ledger = (RequestLedger)store.OpenLedger(new RunFlowOptions { MaxCost = 5 }, Price);

        ledger.TryCountUnbounded().ShouldBeFalse();

        ledger.End.ShouldBe(new RunStop(RunEndCause.BudgetExhausted, RunWords.CapWithoutLimit));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5_000_000, null)]
    public async Task A_cap_lets_calls_begin_whose_limit_costs_nothing_and_those_whose_worst_case_is_known_by_another_limit(long worstCase, int? limit)
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions { MaxCost = 0.000_005m }, new ModelPrice { Input = 0, Output = 0 });

        RequestTicket ticket = await ledger.BeginAsync(new RequestIntent { Key = "k", WorstCase = worstCase, MaxInputTokens = 1, MaxOutputTokens = limit });

        ticket.Number.ShouldBe(1);
        store.Reader.ReadSpending().PossibleCost.ShouldBe(worstCase / 1_000_000_000_000m);
    }

    [Fact]
    public async Task A_cap_in_a_process_that_knows_no_price_ends_its_session()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), price: null);
        await using var control = RunControl.Open(folder.Path, _time);

        await SteerAsync(control, static steering => steering with { MaxCost = 5 });

        ledger.End.ShouldBe(new RunStop(
            RunEndCause.BudgetExhausted, "the run got a cap by \"run retune\", and this process knows no price: give --prices"));
    }

    [Fact]
    public async Task Where_calls_are_made_in_batches_a_request_that_does_not_fit_is_refused_at_once()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        var ledger = (RequestLedger)store.OpenLedger(new RunFlowOptions { MaxCost = 0.000_010m }, Price);
        ledger.NeverWaits = true;
        RequestTicket first = await ledger.BeginAsync(Intent("first", 1));

        (await Should.ThrowAsync<RequestRefusedException>(ledger.BeginAsync(Intent("second", 2)))).Message
            .ShouldBe("what is left of --max-cost is set aside for other calls");
        ledger.End.ShouldBeNull();
        await ledger.FailAsync(first, new RequestFailure { Summary = "not sent" });
        (await ledger.BeginAsync(Intent("third", 2))).Number.ShouldBe(2);
        (await Should.ThrowAsync<RequestRefusedException>(ledger.BeginAsync(Intent("fourth", 3)))).Message
            .ShouldBe("what is left of --max-cost is set aside for other calls");
        ledger.Stop(new RunStop(RunEndCause.Cancelled, "it was cancelled"));
        (await Should.ThrowAsync<RequestRefusedException>(ledger.BeginAsync(Intent("fifth", 1)))).Message.ShouldBe("it was cancelled");
    }

    private async Task PlayUnlimitedAsync(RunFolder folder, string kind)
    {
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration(), _time);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), Price);
        await EndUnlimitedAsync(ledger, kind);
        ledger.End.ShouldBeNull();
    }

    /// <summary>Makes a call that nothing limits, and ends it.</summary>
    private static async Task EndUnlimitedAsync(IRequestLedger ledger, string kind)
    {
        RequestTicket ticket = await ledger.BeginAsync(Unlimited("k"));
        Task ending = kind switch
        {
            "open" => Task.CompletedTask,
            "answered" => ledger.AnswerAsync(ticket, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 5_000_000, InputTokens = 1, OutputTokens = 1 }),
            "of unknown usage" => ledger.AnswerAsync(ticket, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 0 }),
            _ => ledger.FailAsync(ticket, new RequestFailure { Summary = kind, MayBeBilled = kind == "possibly billed" }),
        };
        await ending;
    }

    private async Task SteerAsync(RunControl control, Func<RunSteering, RunSteering> change)
    {
        await control.SteerAsync("retune", change);
        _time.Advance(RunStore.SteeringInterval);
    }

    private static RequestIntent Intent(string key, int limit) =>
        new() { Key = key, WorstCase = (1 + (4 * limit)) * 1_000_000L, MaxInputTokens = 1, MaxOutputTokens = limit };

    private static RequestIntent Unlimited(string key) => new() { Key = key, WorstCase = 0, MaxInputTokens = 1 };
}
