using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Anthropic.Exceptions;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary>
/// The one place that repeats calls: a deadline for each attempt, pauses that grow and are jittered, the provider's own wish up to a cap, and every failure
/// turned into a typed one. Safe for concurrent use.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "The jitter of a pause guards nothing.")]
internal sealed class RetryLoop
{
    private readonly string _provider;
    private readonly RetryOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private long _calls;
    private long _attempts;

    public RetryLoop(string provider, RetryOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.AttemptTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BaseDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDelay, options.BaseDelay, nameof(options));
        _provider = provider;
        _options = options;
        _time = time;
        _random = new Random(options.Seed);
    }

    public RetryCounts Counts => new(Interlocked.Read(ref _calls), Interlocked.Read(ref _attempts));

    /// <summary>Runs a call until it succeeds, cannot succeed or was tried often enough.</summary>
    /// <param name="call">Sends one request.</param>
    /// <param name="gate">What each request goes through; null for none. Its time is no part of a deadline.</param>
    /// <param name="cancellationToken">Cancels requests and pauses.</param>
    /// <exception cref="ChatProviderException">No attempt was answered.</exception>
    /// <exception cref="ModelOutputException">The answer cannot be read.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, IRequestGate<T>? gate, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long request = gate is null ? 0 : await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _attempts);
            T reply;
            try
            {
                reply = await AttemptAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (gate is not null)
                {
                    await gate.FailAsync(request, Describe(exception)).ConfigureAwait(false);
                }

                if (exception is not ChatProviderException failure)
                {
                    throw;
                }

                await PauseAsync(failure, attempt, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (gate is not null)
            {
                await gate.AnswerAsync(request, reply).ConfigureAwait(false);
            }

            return reply;
        }
    }

    /// <summary>Runs a streamed call. It is repeated only as long as nothing was yielded: what a reader has seen cannot be taken back.</summary>
    /// <remarks>The deadline covers an attempt from the request to the end of its stream, the reader's own time included.</remarks>
    /// <exception cref="ChatProviderException">No attempt was answered, or the stream broke.</exception>
    /// <exception cref="ModelOutputException">The answer cannot be read.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _attempts);
            ChatProviderException failure;
            using (var deadline = new CancellationTokenSource(_options.AttemptTimeout, _time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token))
            {
                IAsyncEnumerator<T> items = call(either.Token).GetAsyncEnumerator(either.Token);
                await using (items.ConfigureAwait(false))
                {
                    for (bool isFirst = true; ; isFirst = false)
                    {
                        try
                        {
                            if (!await items.MoveNextAsync().ConfigureAwait(false))
                            {
                                yield break;
                            }
                        }
                        catch (Exception exception) when (exception is not UnsupportedRequestException)
                        {
                            cancellationToken.ThrowIfCancellationRequested();
                            failure = Translate(exception, deadline.IsCancellationRequested);
                            if (!isFirst)
                            {
                                throw failure.After(attempt);
                            }

                            break;
                        }

                        yield return items.Current;
                    }
                }
            }

            await PauseAsync(failure, attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Waiting beside the call holds the deadline even against a client that does not heed its token.
            return await call(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not UnsupportedRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Translate(exception, deadline.IsCancellationRequested);
        }
    }

    // A provider bills what it answered, and nobody can tell how far it came before a connection broke or a deadline passed.
    private static RequestFailure Describe(Exception exception) => exception switch
    {
        ChatProviderException failure => new RequestFailure
        {
            Summary = failure.Summary,
            IsTransient = failure.IsTransient,
            IsRateLimit = failure is { Failure: ChatProviderFailure.RateLimited, IsTransient: true },
            RetryAfter = failure.IsTransient ? failure.RetryAfter : null,
            MayBeBilled = failure.Failure is ChatProviderFailure.ConnectionLost or ChatProviderFailure.Timeout or ChatProviderFailure.ServerError,
        },
        UnsupportedRequestException => new RequestFailure { Summary = exception.Message },
        ModelOutputException => new RequestFailure { Summary = exception.Message, IsTransient = true, MayBeBilled = true },
        _ => new RequestFailure { Summary = "cancelled", IsTransient = true, MayBeBilled = true },
    };

    private async Task PauseAsync(ChatProviderException failure, int attempt, CancellationToken cancellationToken)
    {
        if (failure.RetryAfter is { } wish && failure.IsTransient && wish > _options.MaxRetryAfter)
        {
            throw failure.After(attempt, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{failure.Summary} and asks to wait {wish.TotalSeconds:F0} s, longer than the {_options.MaxRetryAfter.TotalSeconds:F0} s that a call may wait"));
        }

        if (!failure.IsTransient || attempt >= _options.MaxAttempts)
        {
            throw failure.After(attempt);
        }

        await Task.Delay(NextDelay(failure.RetryAfter, attempt), _time, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan NextDelay(TimeSpan? wish, int attempt)
    {
        double jitter;
        lock (_lock)
        {
            jitter = _random.NextDouble();
        }

        // Questions that wait for the same hour must not all return at its stroke: the wish is kept, and the jitter comes on top.
        return wish is { } seconds
            ? seconds + (jitter * _options.BaseDelay)
            : TimeSpan.FromTicks(Math.Min(_options.MaxDelay.Ticks, (long)Math.Min(_options.BaseDelay.Ticks * Math.Pow(2, attempt - 1), long.MaxValue / 2)))
                * (0.5 + (0.5 * jitter));
    }

    /// <summary>Throws what no repetition can mend, returns the rest.</summary>
    private ChatProviderException Translate(Exception exception, bool isPastDeadline)
    {
        if (isPastDeadline)
        {
            return new ChatProviderException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_provider} gave no whole reply within {_options.AttemptTimeout.TotalSeconds:0.###} s"),
                ChatProviderFailure.Timeout)
            { IsTransient = true };
        }

        if (exception is ModelOutputException unusable)
        {
            throw unusable;
        }

        bool isBroken = false;
        bool isTimeout = false;
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is ChatProviderException known)
            {
                return known;
            }

            if (cause is AnthropicSseException)
            {
                return new ChatProviderException($"{_provider} sent an error in the middle of its reply", ChatProviderFailure.ServerError) { IsTransient = true };
            }

            isBroken |= cause is IOException or HttpRequestException or System.Net.Sockets.SocketException;
            isTimeout |= cause is OperationCanceledException or TimeoutException;
        }

        return isTimeout ? new ChatProviderException($"{_provider} gave no reply in time", ChatProviderFailure.Timeout) { IsTransient = true }
            : isBroken ? new ChatProviderException($"{_provider} broke off its reply", ChatProviderFailure.ConnectionLost) { IsTransient = true }
            : throw new ModelOutputException($"The reply of {_provider} cannot be read ({exception.GetType().Name}).") { Failure = ModelOutputFailure.Schema };
    }
}
