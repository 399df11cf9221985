using System.Globalization;

namespace MedReason.Runs;

/// <summary>Ends a run, or lets it rest, when call after call fails alike: what every call meets is no matter of a question. Safe for concurrent use.</summary>
/// <remarks>
/// Calls are counted and not requests, so that what a repetition mends does not count. A failure that passes opens the circuit for a while, after which one
/// call tries; a failure that does not pass, or that outlasts the tries, ends the run.
/// </remarks>
internal sealed class CircuitBreaker
{
    private const int Threshold = 10;
    private const int MaxTries = 3;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _lock = new();
    private string? _failure;
    private int _alike;
    private int _tries;
    private bool _isOpen;
    private bool _isTrying;
    private TimeSpan _openUntil;
    private string? _end;

    public CircuitBreaker(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Why the run has to end; null where it goes on.</summary>
    public string? End
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>What every call meets while the circuit is open; null while it is closed.</summary>
    public string? OpenFor
    {
        get
        {
            lock (_lock)
            {
                return _isOpen ? _failure : null;
            }
        }
    }

    /// <summary>Waits while the circuit is open.</summary>
    /// <exception cref="RequestRefusedException">The run has to end.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                if (_end is not null)
                {
                    throw new RequestRefusedException(_end);
                }

                if (!_isOpen)
                {
                    return;
                }

                wait = _openUntil - _time.GetElapsedTime(_start);
                if (wait <= TimeSpan.Zero && !_isTrying)
                {
                    _isTrying = true;
                    return;
                }
            }

            await Task.Delay(new TimeSpan(Math.Max(wait.Ticks, Poll.Ticks)), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A call was answered.</summary>
    public void Succeed()
    {
        lock (_lock)
        {
            SetOpen(false);
            (_failure, _alike, _tries) = (null, 0, 0);
        }
    }

    /// <summary>A call ended for reasons of its own: the next one may try.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _isTrying = false;
        }
    }

    /// <summary>Nobody calls any more.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            SetOpen(false);
        }
    }

    /// <summary>A call ended without a reply, after all retries.</summary>
    public void Fail(RequestFailure failure)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return;
            }

            _alike = failure.Summary == _failure ? _alike + 1 : 1;
            _failure = failure.Summary;
            TimeSpan now = _time.GetElapsedTime(_start);
            if (_alike < Threshold)
            {
                SetOpen(false);
                return;
            }

            // Calls that were in flight when the circuit opened carry no new information.
            if (_isOpen && !_isTrying)
            {
                return;
            }

            if (!failure.IsTransient || _tries >= MaxTries)
            {
                SetOpen(false);
                _end = string.Create(CultureInfo.InvariantCulture, $"{_alike} calls in a row ended alike: {failure.Summary}");
                return;
            }

            SetOpen(true);
            (_isTrying, _openUntil, _tries) = (false, now + (Rest * (1 << _tries)), _tries + 1);
        }
    }

    private void SetOpen(bool isOpen)
    {
        if (isOpen != _isOpen)
        {
            _isOpen = isOpen;
            RunTelemetry.Circuit(isOpen);
        }
    }
}
