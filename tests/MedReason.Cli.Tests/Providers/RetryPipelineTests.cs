using MedReason.Tests;

namespace MedReason.Cli.Tests;

public sealed class RetryPipelineTests
{
    private static readonly RetryOptions Options = new()
    {
        MaxAttempts = 7,
        AttemptTimeout = TimeSpan.FromDays(1),
        BaseDelay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromSeconds(8),
        Seed = 42,
    };

    private static ChatProviderException Failing(TimeSpan? retryAfter = null, bool isTransient = true) =>
        new("p answered 500", ChatProviderFailure.ServerError) { IsTransient = isTransient, RetryAfter = retryAfter };

    [Fact]
    public async Task Pauses_double_up_to_their_cap_and_are_jittered_between_half_and_whole()
    {
        var time = new RecordingTime(Options.AttemptTimeout);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() =>
            new RetryPipeline("p", Options, time).RunAsync<int>(_ => throw Failing(), gate: null, CancellationToken.None));

        exception.Attempts.ShouldBe(7);
        exception.Message.ShouldBe("p answered 500, 7 attempts.");
        double[] whole = [1, 2, 4, 8, 8, 8];
        time.Waits.Count.ShouldBe(whole.Length);
        for (int index = 0; index < whole.Length; index++)
        {
            time.Waits[index].TotalSeconds.ShouldBeInRange(whole[index] / 2, whole[index]);
        }

        time.Waits.Distinct().Count().ShouldBe(whole.Length, "jitter differs from pause to pause");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_pauses_and_another_seed_others()
    {
        IReadOnlyList<TimeSpan> first = await PausesAsync(1);

        (await PausesAsync(1)).ShouldBe(first);
        (await PausesAsync(2)).ShouldNotBe(first);

        static async Task<IReadOnlyList<TimeSpan>> PausesAsync(int seed)
        {
            var time = new RecordingTime(Options.AttemptTimeout);
            var options = new RetryOptions { MaxAttempts = 5, AttemptTimeout = Options.AttemptTimeout, Seed = seed };
            await Should.ThrowAsync<ChatProviderException>(
                () => new RetryPipeline("p", options, time).RunAsync<int>(_ => throw Failing(), gate: null, CancellationToken.None));
            return time.Waits;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task A_providers_wish_is_kept_up_to_the_cap(int seconds)
    {
        var time = new RecordingTime(Options.AttemptTimeout);
        int calls = 0;

        int result = await new RetryPipeline("p", Options, time).RunAsync(
            _ => ++calls == 1 ? throw Failing(TimeSpan.FromSeconds(seconds)) : Task.FromResult(5), gate: null, CancellationToken.None);

        result.ShouldBe(5);
        time.Waits.ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(seconds, seconds + 1);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(7200)]
    public async Task A_wish_beyond_the_cap_fails_at_once(int seconds)
    {
        var time = new RecordingTime(Options.AttemptTimeout);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() =>
            new RetryPipeline("p", Options, time).RunAsync<int>(_ => throw Failing(TimeSpan.FromSeconds(seconds)), gate: null, CancellationToken.None));

        exception.Attempts.ShouldBe(1);
        time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_repetition_mends_is_not_repeated()
    {
        var time = new RecordingTime(Options.AttemptTimeout);
        var loop = new RetryPipeline("p", Options, time);

        (await Should.ThrowAsync<ChatProviderException>(
            () => loop.RunAsync<int>(_ => throw Failing(isTransient: false), gate: null, CancellationToken.None))).Attempts.ShouldBe(1);
        await Should.ThrowAsync<ModelOutputException>(
            () => loop.RunAsync<int>(_ => throw new FormatException("the reply"), gate: null, CancellationToken.None));
        await Should.ThrowAsync<UnsupportedRequestException>(
            () => loop.RunAsync<int>(_ => throw new UnsupportedRequestException("tools"), gate: null, CancellationToken.None));

        time.Waits.ShouldBeEmpty();
        loop.Counts.ShouldBe(new RetryCounts(3, 3));
    }

    [Fact]
    public async Task A_call_that_does_not_heed_its_token_still_ends_at_the_deadline()
    {
        var options = new RetryOptions { MaxAttempts = 2, AttemptTimeout = TimeSpan.FromMilliseconds(50), BaseDelay = TimeSpan.Zero };
        var loop = new RetryPipeline("p", options, TimeProvider.System);
        var never = new TaskCompletionSource<int>();

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(
            () => loop.RunAsync(_ => never.Task, gate: null, CancellationToken.None));

        exception.Failure.ShouldBe(ChatProviderFailure.Timeout);
        exception.InnerException.ShouldBeOfType<TimeoutException>();
        exception.Message.ShouldBe("p gave no whole reply within 0.05 s, 2 attempts.");
    }

    [Fact]
    public async Task Cancelling_throws_whatever_the_call_throws()
    {
        var loop = new RetryPipeline("p", Options, new RecordingTime(Options.AttemptTimeout));
        using var cancel = new CancellationTokenSource();

        OperationCanceledException exception = await Should.ThrowAsync<OperationCanceledException>(() => loop.RunAsync<int>(
            _ =>
            {
                cancel.Cancel();
                throw new IOException("reset");
            },
            gate: null,
            cancel.Token));

        exception.CancellationToken.ShouldBe(cancel.Token);
        loop.Counts.Attempts.ShouldBe(1);
    }
}
