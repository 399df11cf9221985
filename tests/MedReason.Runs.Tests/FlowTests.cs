using MedReason.Tests;

namespace MedReason.Runs.Tests;

public sealed class FlowTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RequestFailure RateLimited = new() { Summary = "429", IsTransient = true, IsRateLimit = true };
    private static readonly RequestFailure Down = new() { Summary = "500", IsTransient = true };
    private static readonly RequestFailure Overloaded = new() { Summary = "503", IsTransient = true };
    private static readonly RequestFailure Forbidden = new() { Summary = "401" };

    [Fact]
    public async Task Requests_keep_to_their_rate_and_go_in_their_order()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(100, 60, null, time);
        var admitted = new List<int>();
        Task[] tasks = [.. Enumerable.Range(0, 10).Select(index => EnterAsync(limiter, index, admitted))];

        await time.GoAsync(TimeSpan.Zero);
        admitted.Count.ShouldBe(1);
        await time.GoAsync(TimeSpan.FromSeconds(3));
        admitted.Count.ShouldBe(4);
        await time.GoAsync(TimeSpan.FromSeconds(6));
        await Task.WhenAll(tasks);
        admitted.ShouldBe(Enumerable.Range(0, 10));
    }

    [Fact]
    public async Task Tokens_keep_to_their_rate_by_what_requests_really_took()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(100, null, 60_000, time);
        RequestLimiter.Admission first = await limiter.EnterAsync(4, CancellationToken.None);
        limiter.Leave(first, 30_000, 1_000, null, LongestWait);

        Task<RequestLimiter.Admission> second = limiter.EnterAsync(4, CancellationToken.None);
        await time.GoAsync(TimeSpan.FromSeconds(20));
        second.IsCompleted.ShouldBeFalse("half a minute of tokens is used up");
        await time.GoAsync(TimeSpan.FromSeconds(12));
        await second;
    }

    [Fact]
    public async Task Tokens_that_come_back_let_nobody_pass_those_who_have_their_turn()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(100, null, 60_000, time);
        RequestLimiter.Admission first = await limiter.EnterAsync(100_000, CancellationToken.None);
        Task<RequestLimiter.Admission> second = limiter.EnterAsync(4, CancellationToken.None);
        limiter.Leave(first, 500, null, null, LongestWait);

        Task<RequestLimiter.Admission> third = limiter.EnterAsync(4, CancellationToken.None);
        await time.GoAsync(TimeSpan.FromSeconds(25));
        (second.IsCompleted, third.IsCompleted).ShouldBe((false, false), "25,000 tokens for what is sent and 500 for the reply take 25.5 seconds");
        await time.GoAsync(TimeSpan.FromSeconds(1));
        await second;
        await third;
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(null, 60 * 501)]
    public async Task While_half_is_allowed_turns_are_twice_as_far_apart(int? requestsPerMinute, int? tokensPerMinute)
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(100, requestsPerMinute, tokensPerMinute, time);
        RequestLimiter.Admission first = await limiter.EnterAsync(4, CancellationToken.None);
        first.Tokens.ShouldBe(501, "one for four bytes, and 500 for a reply as long as none is known");
        await time.GoAsync(TimeSpan.FromSeconds(10));
        limiter.Leave(first, null, null, RateLimited, LongestWait);
        await limiter.EnterAsync(4, CancellationToken.None);
        Task<RequestLimiter.Admission> burst = limiter.EnterAsync(4, CancellationToken.None);
        Task<RequestLimiter.Admission> next = limiter.EnterAsync(4, CancellationToken.None);

        await time.GoAsync(TimeSpan.FromSeconds(2.9));
        (burst.IsCompleted, next.IsCompleted).ShouldBe((true, false));
        await time.GoAsync(TimeSpan.FromSeconds(0.2));
        await next;
    }

    [Fact]
    public async Task A_limit_that_is_lifted_holds_back_nobody_who_comes_afterwards()
    {
        var limiter = new RequestLimiter(100, 1, null, new StepTime());
        await limiter.EnterAsync(4, CancellationToken.None);
        Task<RequestLimiter.Admission> next = limiter.EnterAsync(4, CancellationToken.None);

        limiter.Retune(100, null, null);

        await limiter.EnterAsync(4, CancellationToken.None).WaitAsync(Patience);
        next.IsCompleted.ShouldBeFalse("a turn that was given stays");
    }

    [Fact]
    public async Task A_429_halves_the_share_once_for_what_was_on_its_way_and_replies_win_it_back()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(8, null, null, time);
        RequestLimiter.Admission[] sent = await EnterAsync(limiter, 8);
        await time.GoAsync(TimeSpan.FromSeconds(1));
        foreach (RequestLimiter.Admission admission in sent)
        {
            limiter.Leave(admission, null, null, RateLimited, LongestWait);
        }

        limiter.Share.ShouldBe(0.5);
        await time.GoAsync(TimeSpan.FromSeconds(1));
        sent = await EnterAsync(limiter, 4);
        Task<RequestLimiter.Admission> fifth = limiter.EnterAsync(1, CancellationToken.None);
        await StepTime.SettleAsync();
        fifth.IsCompleted.ShouldBeFalse("half of eight at once are four");
        limiter.Leave(sent[0], 10, 5, null, LongestWait);
        RequestLimiter.Admission last = await fifth;
        limiter.Share.ShouldBe(0.51, 1e-9);
        foreach (int _ in Enumerable.Range(0, 60))
        {
            limiter.Leave(last, 10, 5, null, LongestWait);
            last = await limiter.EnterAsync(1, CancellationToken.None);
        }

        limiter.Share.ShouldBe(1);
    }

    [Fact]
    public async Task A_wish_to_wait_holds_everybody_back_and_one_beyond_the_cap_nobody()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(8, null, null, time);
        RequestLimiter.Admission[] sent = await EnterAsync(limiter, 2);
        await time.GoAsync(TimeSpan.FromSeconds(1));
        limiter.Leave(sent[0], null, null, new RequestFailure { Summary = "429", IsRateLimit = true, RetryAfter = TimeSpan.FromHours(2) }, LongestWait);
        RequestLimiter.Admission free = await limiter.EnterAsync(1, CancellationToken.None);
        limiter.Leave(sent[1], null, null, new RequestFailure { Summary = "429", IsRateLimit = true, RetryAfter = TimeSpan.FromSeconds(20) }, LongestWait);

        Task<RequestLimiter.Admission> held = limiter.EnterAsync(1, CancellationToken.None);
        await time.GoAsync(TimeSpan.FromSeconds(19));
        held.IsCompleted.ShouldBeFalse();
        await time.GoAsync(TimeSpan.FromSeconds(1));
        await held;
        free.Tokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task While_everybody_is_held_back_no_turn_comes_and_afterwards_turns_are_as_far_apart_as_before()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(100, 60, null, time);
        Task<RequestLimiter.Admission>[] turns = [.. Enumerable.Range(0, 5).Select(_ => limiter.EnterAsync(4, CancellationToken.None))];
        await time.GoAsync(TimeSpan.FromSeconds(1.5));
        limiter.Leave(await turns[0], null, null, Wish(10), LongestWait);
        await time.GoAsync(TimeSpan.FromSeconds(4));
        limiter.Leave(await turns[1], null, null, Wish(10), LongestWait);

        // Held back from second 1.5 to second 15.5.
        await time.GoAsync(TimeSpan.FromSeconds(10.4));
        turns.Count(static turn => turn.IsCompleted).ShouldBe(2);
        await time.GoAsync(TimeSpan.FromSeconds(0.2));
        RequestLimiter.Admission third = await turns[2];
        await time.GoAsync(TimeSpan.FromSeconds(0.8));
        turns.Count(static turn => turn.IsCompleted).ShouldBe(3);
        await time.GoAsync(TimeSpan.FromSeconds(1.1));
        await Task.WhenAll(turns);

        // Then once more, from second 18 to second 23, at a quarter of the rate.
        limiter.Leave(third, null, null, Wish(5), LongestWait);
        await time.GoAsync(TimeSpan.FromSeconds(2));
        Task<RequestLimiter.Admission>[] later = [.. Enumerable.Range(0, 3).Select(_ => limiter.EnterAsync(4, CancellationToken.None))];
        await time.GoAsync(TimeSpan.FromSeconds(3.5));
        later.Count(static turn => turn.IsCompleted).ShouldBe(0);
        await time.GoAsync(TimeSpan.FromSeconds(1));
        await later[0];
        await time.GoAsync(TimeSpan.FromSeconds(3.4));
        later.Count(static turn => turn.IsCompleted).ShouldBe(1);
        await time.GoAsync(TimeSpan.FromSeconds(0.2));
        await later[1];
        await time.GoAsync(TimeSpan.FromSeconds(3.8));
        later[2].IsCompleted.ShouldBeFalse();
        await time.GoAsync(TimeSpan.FromSeconds(0.2));
        await later[2];
    }

    [Fact]
    public async Task Those_who_give_up_waiting_take_no_place()
    {
        var time = new StepTime();
        var limiter = new RequestLimiter(1, null, null, time);
        RequestLimiter.Admission only = await limiter.EnterAsync(1, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        Task<RequestLimiter.Admission>[] gone = [.. Enumerable.Range(0, 5).Select(_ => limiter.EnterAsync(1, cancel.Token))];
        Task<RequestLimiter.Admission> patient = limiter.EnterAsync(1, CancellationToken.None);
        await cancel.CancelAsync();
        limiter.Leave(only, 1, 1, null, LongestWait);

        await patient;
        foreach (Task<RequestLimiter.Admission> task in gone)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => task);
        }
    }

    [Fact]
    public async Task Ten_calls_that_fail_alike_let_the_run_rest_and_one_that_succeeds_wakes_it()
    {
        var time = new StepTime();
        var breaker = new CircuitBreaker(time);
        Fail(breaker, Down, 9);
        breaker.OpenFor.ShouldBeNull();
        breaker.Fail(Overloaded);
        Fail(breaker, Down, 10);
        breaker.OpenFor.ShouldBe("500");

        Task first = breaker.EnterAsync(CancellationToken.None);
        Task second = breaker.EnterAsync(CancellationToken.None);
        await time.GoAsync(TimeSpan.FromSeconds(29));
        first.IsCompleted.ShouldBeFalse();
        await time.GoAsync(TimeSpan.FromSeconds(2));
        (first.IsCompleted ^ second.IsCompleted).ShouldBeTrue("one tries, the other waits for what becomes of it");
        breaker.Succeed();
        await time.GoAsync(TimeSpan.FromSeconds(1));
        await Task.WhenAll(first, second);
        breaker.End.ShouldBeNull();
    }

    [Fact]
    public async Task What_outlasts_the_tries_or_does_not_pass_ends_the_run()
    {
        var time = new StepTime();
        var transient = new CircuitBreaker(time);
        Fail(transient, Down, 10);
        foreach (int tries in Enumerable.Range(0, 3))
        {
            Task entering = transient.EnterAsync(CancellationToken.None);
            await time.GoAsync(TimeSpan.FromMinutes(3));
            await entering;
            transient.Fail(Down);
            (transient.End is null).ShouldBe(tries < 2);
        }

        transient.End.ShouldBe("13 calls in a row ended alike: 500");
        transient.OpenFor.ShouldBeNull("a run that ends does not rest");
        Fail(transient, Down, 5);
        transient.End.ShouldBe("13 calls in a row ended alike: 500", "the first reason stays");
        await Should.ThrowAsync<RequestRefusedException>(() => transient.EnterAsync(CancellationToken.None));

        var lasting = new CircuitBreaker(time);
        Fail(lasting, Forbidden, 9);
        lasting.End.ShouldBeNull();
        lasting.Fail(Forbidden);
        lasting.End.ShouldBe("10 calls in a row ended alike: 401");
    }

    [Fact]
    public void Failures_that_differ_or_are_mended_open_nothing()
    {
        var breaker = new CircuitBreaker(new StepTime());
        foreach (int _ in Enumerable.Range(0, 50))
        {
            Fail(breaker, Down, 9);
            breaker.Succeed();
            Fail(breaker, Forbidden, 9);
            breaker.Fail(Down);
        }

        breaker.OpenFor.ShouldBeNull();
        breaker.End.ShouldBeNull();
    }

    [Fact]
    public async Task A_run_rests_for_half_a_minute_and_each_time_twice_as_long()
    {
        var time = new StepTime();
        var breaker = new CircuitBreaker(time);
        Fail(breaker, Down, 10);
        foreach (int seconds in (int[])[30, 60, 120])
        {
            Task trying = breaker.EnterAsync(CancellationToken.None);
            await time.GoAsync(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            trying.IsCompleted.ShouldBeFalse();
            await time.GoAsync(TimeSpan.FromMilliseconds(1));
            await trying.WaitAsync(Patience);
            breaker.Fail(Down);
        }
    }

    [Fact]
    public async Task Calls_that_were_on_their_way_when_a_run_began_to_rest_neither_lengthen_its_rest_nor_end_it()
    {
        var time = new StepTime();
        var breaker = new CircuitBreaker(time);
        Fail(breaker, Down, 10);
        await time.GoAsync(TimeSpan.FromSeconds(10));

        Fail(breaker, Down, 5);

        (breaker.OpenFor, breaker.End).ShouldBe(("500", null));
        Task trying = breaker.EnterAsync(CancellationToken.None);
        await time.GoAsync(TimeSpan.FromSeconds(20));
        await trying.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_try_that_fails_otherwise_ends_the_rest_since_what_fails_is_not_alike_any_more()
    {
        var time = new StepTime();
        var breaker = new CircuitBreaker(time);
        Fail(breaker, Down, 10);
        Task trying = breaker.EnterAsync(CancellationToken.None);
        await time.GoAsync(TimeSpan.FromSeconds(30));
        await trying.WaitAsync(Patience);

        Fail(breaker, Overloaded, 9);

        breaker.OpenFor.ShouldBeNull();
        await breaker.EnterAsync(CancellationToken.None).WaitAsync(Patience);
        breaker.Fail(Overloaded);
        breaker.OpenFor.ShouldBe("503");
    }

    [Fact]
    public async Task One_who_tries_and_gives_up_lets_the_next_one_try()
    {
        var time = new StepTime();
        var breaker = new CircuitBreaker(time);
        Fail(breaker, Down, 10);
        Task[] entering = [breaker.EnterAsync(CancellationToken.None), breaker.EnterAsync(CancellationToken.None)];
        await time.GoAsync(TimeSpan.FromSeconds(30));
        await Task.WhenAny(entering).WaitAsync(Patience);
        await time.GoAsync(TimeSpan.FromSeconds(2));
        entering.Count(static task => task.IsCompleted).ShouldBe(1);

        breaker.Abandon();

        await time.GoAsync(TimeSpan.FromSeconds(1));
        await Task.WhenAll(entering).WaitAsync(Patience);
        breaker.OpenFor.ShouldBe("500");
    }

    [Fact]
    public void Runs_that_rest_are_counted_once_each_as_long_as_they_rest_and_somebody_calls()
    {
        using var observed = new Observed();
        var breaker = new CircuitBreaker(new StepTime());

        Fail(breaker, Down, 15);
        Open().ShouldBe(1);
        breaker.Succeed();
        breaker.Succeed();
        (Open(), breaker.OpenFor).ShouldBe((0, null));
        Fail(breaker, Down, 10);
        Open().ShouldBe(1);
        breaker.Leave();
        breaker.Leave();
        (Open(), breaker.OpenFor).ShouldBe((0, null), "nobody calls any more");

        double Open() => observed.Measurements.Where(static measurement => measurement.Instrument.Name == "medreason.run.circuits.open").Sum(static measurement => measurement.Value);
    }

    private static RequestFailure Wish(int seconds) =>
        new() { Summary = "429", IsTransient = true, IsRateLimit = true, RetryAfter = TimeSpan.FromSeconds(seconds) };

    private static void Fail(CircuitBreaker breaker, RequestFailure failure, int times)
    {
        for (int i = 0; i < times; i++)
        {
            breaker.Fail(failure);
        }
    }

    private static async Task<RequestLimiter.Admission[]> EnterAsync(RequestLimiter limiter, int count)
    {
        var admissions = new RequestLimiter.Admission[count];
        for (int i = 0; i < count; i++)
        {
            admissions[i] = await limiter.EnterAsync(1, CancellationToken.None);
        }

        return admissions;
    }

    private static async Task EnterAsync(RequestLimiter limiter, int index, List<int> admitted)
    {
        await limiter.EnterAsync(1, CancellationToken.None);
        lock (admitted)
        {
            admitted.Add(index);
        }
    }
}
