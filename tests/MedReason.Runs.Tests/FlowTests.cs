namespace MedReason.Runs.Tests;

public sealed class FlowTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly RequestFailure RateLimited = new() { Summary = "429", IsTransient = true, IsRateLimit = true };
    private static readonly RequestFailure Down = new() { Summary = "500", IsTransient = true };
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
        breaker.Fail(new RequestFailure { Summary = "503", IsTransient = true });
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
