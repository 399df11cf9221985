namespace MedReason.Runs.Tests;

/// <summary>The money of a run in one process.</summary>
public sealed class RunBudgetTests
{
    private const long Dollar = 1_000_000_000_000;

    [Fact]
    public async Task What_can_never_fit_ends_the_run_with_what_it_may_cost_and_what_is_left()
    {
        var budget = new RunBudget(3 * Dollar, spent: Dollar);

        RequestRefusedException refused = await Should.ThrowAsync<RequestRefusedException>(budget.ReserveAsync(5 * Dollar / 2, CancellationToken.None));

        refused.Message.ShouldBe("the next call may cost 2.5 dollars, and of --max-cost 3 only 2 are left");
        budget.End.ShouldBe(new RunStop(RunEndCause.BudgetExhausted, refused.Message));
        (await Should.ThrowAsync<RequestRefusedException>(budget.ReserveAsync(1, CancellationToken.None))).Message.ShouldBe(refused.Message);
        budget.TryReserve(1).ShouldBeFalse("nothing is bought after the end");
    }

    [Fact]
    public void Of_a_cap_that_was_lowered_below_what_is_spent_nothing_is_left()
    {
        var budget = new RunBudget(5 * Dollar, spent: 4 * Dollar);
        budget.Retune(Dollar);

        budget.TryReserve(0).ShouldBeFalse();

        budget.End.ShouldNotBeNull().Reason.ShouldBe("the next call may cost 0 dollars, and of --max-cost 1 only 0 are left");
    }

    [Fact]
    public void What_an_earlier_session_set_aside_is_held_until_it_is_settled()
    {
        var budget = new RunBudget(10, spent: 2);
        budget.Hold(7);
        budget.TryReserve(2).ShouldBeFalse();
        budget.End.ShouldBeNull("what is held may come back");

        budget.Settle(7, 6);

        budget.TryReserve(2).ShouldBeTrue();
        budget.TryReserve(1).ShouldBeFalse();
    }

    [Fact]
    public void Changes_count_what_was_settled_and_caps_that_differ()
    {
        var budget = new RunBudget(10, spent: 0);
        budget.TryReserve(4).ShouldBeTrue();
        budget.Changes.ShouldBe(0);
        budget.Settle(4, 1);
        budget.Changes.ShouldBe(1);
        budget.Retune(10);
        budget.Changes.ShouldBe(1, "the same cap is no change");
        budget.Retune(null);
        budget.Changes.ShouldBe(2);
    }

    [Fact]
    public void The_first_reason_to_stop_stays()
    {
        var budget = new RunBudget(cap: null, spent: 0);
        budget.Stop(new RunStop(RunEndCause.ProviderFailing, "first"));
        budget.Stop(new RunStop(RunEndCause.Cancelled, "second"));
        budget.End.ShouldBe(new RunStop(RunEndCause.ProviderFailing, "first"));
    }

    [Fact]
    public async Task Who_waits_looks_anew_when_something_is_settled_and_when_the_cap_changes()
    {
        var budget = new RunBudget(10, spent: 0);
        budget.TryReserve(8).ShouldBeTrue();
        Task first = budget.ReserveAsync(5, CancellationToken.None);
        Task second = budget.ReserveAsync(6, CancellationToken.None);
        await StepTime.SettleAsync();
        (first.IsCompleted, second.IsCompleted).ShouldBe((false, false));

        budget.Retune(13);
        await first.WaitAsync(TimeSpan.FromSeconds(30));
        await StepTime.SettleAsync();
        second.IsCompleted.ShouldBeFalse();
        budget.Settle(8, 2);
        await second.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Sums_beyond_the_largest_amount_are_the_largest()
    {
        var budget = new RunBudget(cap: null, spent: long.MaxValue - 1);
        budget.TryReserve(long.MaxValue).ShouldBeTrue();
        budget.TryReserve(5).ShouldBeTrue();
        budget.Settle(5, 100);
        budget.Retune(long.MaxValue);
        budget.TryReserve(1).ShouldBeFalse();
        budget.Hold(long.MaxValue);
        budget.End.ShouldBeNull();
    }
}
