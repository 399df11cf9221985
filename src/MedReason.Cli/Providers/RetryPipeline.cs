using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MedReason.Runs;
using Polly;
using Polly.Retry;
using static System.FormattableString;

namespace MedReason.Cli;

/// <summary>
/// Repeats a provider's failed calls: a deadline for each attempt, delays that grow and are jittered, and the provider's retry-after up to a maximum.
/// Every failure that remains is typed. Safe for concurrent use.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "The jitter of a delay guards nothing.")]
internal sealed class RetryPipeline
{
    private readonly string _provider;
    private readonly RetryOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private long _calls;
    private long _attempts;

    public RetryPipeline(string provider, RetryOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.AttemptTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BaseDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDelay, options.BaseDelay, nameof(options));
        _provider = provider;
        _options = options;
        _time = time;
        _random = new Random(options.Seed);
        _pipeline = options.MaxAttempts == 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is ChatProviderException { IsTransient: true } failure && !IsRetryAfterTooLong(failure)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    NextDelay((arguments.Outcome.Exception as ChatProviderException)?.RetryAfter, arguments.AttemptNumber)),
            })
            .Build();
    }

    public RetryCounts Counts => new(Interlocked.Read(ref _calls), Interlocked.Read(ref _attempts));

    /// <summary>Runs a call until it succeeds, cannot succeed or has used up its attempts.</summary>
    /// <param name="call">Sends one request.</param>
    /// <param name="gate">What each request passes through; null for none. Its time is no part of a deadline.</param>
    /// <param name="cancellationToken">Cancels requests and delays.</param>
    /// <exception cref="ChatProviderException">No attempt was answered.</exception>
    /// <exception cref="ModelOutputException">The reply cannot be read.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, IRequestGate<T>? gate, CancellationToken cancellationToken) => RepeatAsync(
        async (_, number, token) =>
        {
            using var attempt = new Attempt(this, number, token);

            // Waiting beside the call keeps the deadline even with a client that ignores its token.
            return await attempt.StepAsync(() => call(attempt.Token).WaitAsync(attempt.Token)).ConfigureAwait(false);
        },
        isStreamed: false,
        gate,
        cancellationToken);

    /// <summary>Runs a streamed call. It is repeated only while nothing was yielded: what a reader has seen cannot be taken back.</summary>
    /// <remarks>The deadline covers an attempt from the request to the end of its stream, the reader's own time included.</remarks>
    /// <exception cref="ChatProviderException">No attempt was answered, or the stream broke.</exception>
    /// <exception cref="ModelOutputException">The reply cannot be read.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (ReplyLease lease, Attempt attempt, IAsyncEnumerator<T> items, bool hasItem) = await RepeatAsync(
            (lease, number, token) => OpenAsync(call, lease, new Attempt(this, number, token)), isStreamed: true, gate: null, cancellationToken)
            .ConfigureAwait(false);
        using (lease)
        using (attempt)
        {
            await using (items.ConfigureAwait(false))
            {
                for (; hasItem; hasItem = await attempt.StepAsync(() => items.MoveNextAsync().AsTask()).ConfigureAwait(false))
                {
                    yield return items.Current;
                }
            }
        }
    }

    private static async Task<(ReplyLease Lease, Attempt Attempt, IAsyncEnumerator<T> Items, bool HasItem)> OpenAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> call, ReplyLease lease, Attempt attempt)
    {
        IAsyncEnumerator<T> items = call(attempt.Token).GetAsyncEnumerator(attempt.Token);
        try
        {
            return (lease, attempt, items, await attempt.StepAsync(() => items.MoveNextAsync().AsTask()).ConfigureAwait(false));
        }
        catch
        {
            await items.DisposeAsync().ConfigureAwait(false);
            attempt.Dispose();
            throw;
        }
    }

    /// <remarks>A reply takes its part of the budget until it was recorded; the lease of one that is streamed passes to the caller.</remarks>
    private async Task<T> RepeatAsync<T>(
        Func<ReplyLease, int, CancellationToken, Task<T>> attempt, bool isStreamed, IRequestGate<T>? gate, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        int number = 0;
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    token.ThrowIfCancellationRequested();
                    long request = gate is null ? 0 : await gate.EnterAsync(token).ConfigureAwait(false);
                    Interlocked.Increment(ref _attempts);
                    var lease = new ReplyLease(isStreamed);
                    ReplyLease.Current = lease;
                    bool isHandedOn = false;
                    try
                    {
                        T reply = await AttemptAsync(gate, request, () => attempt(lease, ++number, token)).ConfigureAwait(false);
                        isHandedOn = isStreamed;
                        return reply;
                    }
                    finally
                    {
                        if (!isHandedOn)
                        {
                            lease.Dispose();
                        }
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ChatProviderException failure) when (failure.IsTransient && IsRetryAfterTooLong(failure))
        {
            string asked = Invariant($"{failure.Summary} and asks to wait {failure.RetryAfter!.Value.TotalSeconds:F0} s");
            throw failure.After(
                failure.Attempts, Invariant($"{asked}, longer than the {_options.MaxRetryAfter.TotalSeconds:F0} s that a call may wait"));
        }
    }

    /// <summary>Makes one request, and reports to the gate how it ended.</summary>
    private static async Task<T> AttemptAsync<T>(IRequestGate<T>? gate, long request, Func<Task<T>> attempt)
    {
        T reply;
        try
        {
            reply = await attempt().ConfigureAwait(false);
        }
        catch (Exception exception) when (gate is not null)
        {
            await gate.FailAsync(request, ProviderFaults.Describe(exception)).ConfigureAwait(false);
            throw;
        }

        if (gate is not null)
        {
            await gate.AnswerAsync(request, reply).ConfigureAwait(false);
        }

        return reply;
    }

    private bool IsRetryAfterTooLong(ChatProviderException failure) => failure.RetryAfter > _options.MaxRetryAfter;

    private TimeSpan NextDelay(TimeSpan? retryAfter, int retries)
    {
        double jitter;
        lock (_lock)
        {
            jitter = _random.NextDouble();
        }

        // Calls that wait for the same moment must not all return at once: the provider's delay is kept, and the jitter is added to it.
        return retryAfter is { } asked
            ? asked + (jitter * _options.BaseDelay)
            : TimeSpan.FromTicks((long)Math.Min(_options.MaxDelay.Ticks, _options.BaseDelay.Ticks * Math.Pow(2, retries))) * (0.5 + (0.5 * jitter));
    }

    /// <summary>One request with its deadline.</summary>
    private sealed class Attempt : IDisposable
    {
        private readonly RetryPipeline _owner;
        private readonly int _number;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource _deadline;
        private readonly CancellationTokenSource _either;

        public Attempt(RetryPipeline owner, int number, CancellationToken cancellationToken)
        {
            _owner = owner;
            _number = number;
            _cancellationToken = cancellationToken;
            _deadline = new CancellationTokenSource(owner._options.AttemptTimeout, owner._time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline.Token);
        }

        public CancellationToken Token => _either.Token;

        public async Task<T> StepAsync<T>(Func<Task<T>> step)
        {
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not UnsupportedRequestException)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                throw ProviderFaults.Translate(exception, _owner._provider, _deadline.IsCancellationRequested ? _owner._options.AttemptTimeout : null, _number);
            }
        }

        public void Dispose()
        {
            _either.Dispose();
            _deadline.Dispose();
        }
    }
}
