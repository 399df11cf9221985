namespace MedReason.Runs;

/// <summary>
/// Holds requests to a rate, to tokens a minute and to a number at once, and to less of all three as long as the provider asks for less. Safe for concurrent
/// use.
/// </summary>
/// <remarks>
/// One share of what was allowed governs all three: it is halved when the provider answers 429 (once for all requests that were already on their way), and
/// grows by a hundredth with every reply. A wish to wait holds back everybody until it is over; then all go on as far apart as they would have gone. Requests
/// go in the order in which they came.
/// </remarks>
internal sealed class RequestLimiter
{
    private const double LeastShare = 1.0 / 64;
    private const double Increase = 0.01;
    private const double FirstOutputGuess = 500;
    private const double BytesPerToken = 4;
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _waiting = new();
    private int _concurrency;
    private double? _requestsPerMinute;
    private double? _tokensPerMinute;
    private int _inFlight;
    private double _share = 1;
    private double _meanOutput = FirstOutputGuess;
    private TimeSpan _nextRequest;
    private TimeSpan _nextTokens;
    private TimeSpan _lastDue;
    private TimeSpan _blockedTime;
    private TimeSpan _blockedUntil;
    private TimeSpan _lastDecrease = TimeSpan.MinValue;

    public RequestLimiter(int concurrency, int? requestsPerMinute, int? tokensPerMinute, TimeProvider time)
    {
        _concurrency = concurrency;
        _requestsPerMinute = requestsPerMinute;
        _tokensPerMinute = tokensPerMinute;
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>The share of what was allowed that is used now, up to 1.</summary>
    public double Share
    {
        get
        {
            lock (_lock)
            {
                return _share;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private int Window => Math.Max(1, (int)(_share * _concurrency));

    /// <summary>Waits for a place and for the rates.</summary>
    /// <param name="inputBytes">The length of what is sent, which is the estimate of its tokens until they are reported.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What <see cref="Leave"/> takes.</returns>
    public async Task<Admission> EnterAsync(long inputBytes, CancellationToken cancellationToken)
    {
        (TimeSpan due, double tokens) = await TakePlaceAsync(inputBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            while (Remaining(due) is { } wait && wait > TimeSpan.Zero)
            {
                // A timer counts whole milliseconds, and one of none would not wait.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _time, cancellationToken).ConfigureAwait(false);
            }

            return new Admission(Now, tokens);
        }
        catch
        {
            Withdraw();
            throw;
        }
    }

    /// <summary>Puts other limits in the place of those that hold.</summary>
    public void Retune(int concurrency, int? requestsPerMinute, int? tokensPerMinute)
    {
        lock (_lock)
        {
            (_concurrency, _requestsPerMinute, _tokensPerMinute) = (concurrency, requestsPerMinute, tokensPerMinute);
            _lastDue = TimeSpan.Zero;
            Wake();
        }
    }

    /// <summary>Gives the place back without a request.</summary>
    public void Withdraw()
    {
        lock (_lock)
        {
            _inFlight--;
            Wake();
        }
    }

    /// <summary>Gives the place back and learns from what happened.</summary>
    /// <param name="admission">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="tokens">Tokens sent and received, as reported; null when they were not.</param>
    /// <param name="outputTokens">Tokens received, as reported; null when they were not.</param>
    /// <param name="failure">Why there was no reply; null where there was one.</param>
    /// <param name="longestWait">The longest wish to wait that holds back everybody; a longer one concerns its own call alone.</param>
    public void Leave(Admission admission, long? tokens, long? outputTokens, RequestFailure? failure, TimeSpan longestWait)
    {
        lock (_lock)
        {
            if (failure is null)
            {
                _share = Math.Min(1, _share + Increase);
                _meanOutput += ((outputTokens ?? _meanOutput) - _meanOutput) / 16;
                if (_tokensPerMinute is { } rate)
                {
                    _nextTokens += TimeSpan.FromMinutes(((tokens ?? admission.Tokens) - admission.Tokens) / rate);
                }
            }
            else if (failure.IsRateLimit)
            {
                if (admission.At > _lastDecrease)
                {
                    _share = Math.Max(LeastShare, _share / 2);
                    _lastDecrease = Now;
                }

                if (failure.RetryAfter is { } wish && wish <= longestWait)
                {
                    Block(wish);
                }
            }
        }

        Withdraw();
    }

    private void Wake()
    {
        while (_inFlight < Window && _waiting.TryDequeue(out Waiter? next))
        {
            // One that gave up waiting takes no place. Turns are given here, since those who are woken together go on in any order.
            if (!next.Task.IsCompleted && next.TrySetResult(Schedule(next.InputBytes)))
            {
                _inFlight++;
            }
        }
    }

    private async Task<(TimeSpan Due, double Tokens)> TakePlaceAsync(long inputBytes, CancellationToken cancellationToken)
    {
        Waiter place;
        lock (_lock)
        {
            if (_inFlight < Window && _waiting.Count == 0)
            {
                _inFlight++;
                return Schedule(inputBytes);
            }

            place = new Waiter(inputBytes);
            _waiting.Enqueue(place);
        }

        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (source, token) => ((Waiter)source!).TrySetCanceled(token), place);
        return await place.Task.ConfigureAwait(false);
    }

    private (TimeSpan Due, double Tokens) Schedule(long inputBytes)
    {
        TimeSpan due = Flow(Now);
        double tokens = (inputBytes / BytesPerToken) + _meanOutput;
        due = _requestsPerMinute is null ? due : Later(due, _nextRequest);
        due = _tokensPerMinute is null ? due : Later(due, _nextTokens);

        // Tokens that came back move the next turn forward, and nobody past those who have theirs.
        due = Later(due, _lastDue);
        _lastDue = due;
        if (_requestsPerMinute is { } requests)
        {
            Advance(ref _nextRequest, TimeSpan.FromMinutes(1 / (requests * _share)), due);
        }

        if (_tokensPerMinute is { } rate)
        {
            Advance(ref _nextTokens, TimeSpan.FromMinutes(tokens / (rate * _share)), due);
        }

        return (due, tokens);
    }

    // What was not used is not saved up, but for the length of a burst.
    private static void Advance(ref TimeSpan next, TimeSpan interval, TimeSpan due) => next = Later(next, due - Burst) + interval;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => new(Math.Max(one.Ticks, other.Ticks));

    private void Block(TimeSpan wish)
    {
        TimeSpan now = Now;
        TimeSpan from = Later(now, _blockedUntil);
        _blockedUntil = Later(from, now + wish);
        _blockedTime += _blockedUntil - from;
    }

    private TimeSpan BlockLeft(TimeSpan now) => Later(TimeSpan.Zero, _blockedUntil - now);

    // The clock of the rates stands still while everybody is held back, so that those whose turn comes meanwhile do not go all at once afterwards.
    private TimeSpan Flow(TimeSpan now) => now - (_blockedTime - BlockLeft(now));

    private TimeSpan Remaining(TimeSpan due)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            return Later(TimeSpan.Zero, due - Flow(now)) + BlockLeft(now);
        }
    }

    private sealed class Waiter(long inputBytes) : TaskCompletionSource<(TimeSpan Due, double Tokens)>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long InputBytes { get; } = inputBytes;
    }

    /// <summary>Leave to send one request.</summary>
    /// <param name="At">When it was given.</param>
    /// <param name="Tokens">The tokens it was given for.</param>
    internal readonly record struct Admission(TimeSpan At, double Tokens);
}
