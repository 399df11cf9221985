using Microsoft.Extensions.Time.Testing;

namespace MedReason.Runs.Tests;

/// <summary>A clock that stands still until it is advanced, and that shows which timers wait and when the next one is due.</summary>
internal sealed class TimerTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<Waiting> _waiting = [];

    /// <summary>How many timers wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>When the next timer is due; null where none waits.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0 ? null : _waiting.Min(static timer => timer.Due);
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, GetUtcNow() + dueTime);
        timer.Inner = base.CreateTimer(
            given =>
            {
                timer.End();
                callback(given);
            },
            state,
            dueTime,
            period);

        // Not before it is set: whoever sees it may advance the clock.
        lock (_lock)
        {
            if (dueTime > TimeSpan.Zero)
            {
                _waiting.Add(timer);
            }
        }

        return timer;
    }

    private sealed class Waiting(TimerTime owner, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due { get; } = due;

        public ITimer? Inner { get; set; }

        public void End()
        {
            lock (owner._lock)
            {
                owner._waiting.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Inner!.Change(dueTime, period);

        public void Dispose()
        {
            End();
            Inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
