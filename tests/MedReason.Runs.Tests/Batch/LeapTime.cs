namespace MedReason.Runs.Tests;

/// <summary>A clock that leaps to the end of every wait, so that days of polling take no time, or a few milliseconds where others are to have their turn.</summary>
/// <param name="pause">What a wait takes; zero by default.</param>
internal sealed class LeapTime(TimeSpan pause = default) : TimeProvider
{
    /// <summary>What a wait takes beside workers that share a server: long enough for the others to get on.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Leap(TimeSpan time)
    {
        lock (_lock)
        {
            _now += time;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            lock (_lock)
            {
                _now += dueTime;
            }

            if (pause > TimeSpan.Zero)
            {
                _ = Task.Delay(pause).ContinueWith(_ => callback(state), TaskScheduler.Default);
            }
            else
            {
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }
        }

        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
