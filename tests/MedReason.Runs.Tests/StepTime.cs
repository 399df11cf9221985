using Microsoft.Extensions.Time.Testing;

namespace MedReason.Runs.Tests;

/// <summary>A clock that stands still until it is advanced; timers that come due on the way fire in their order.</summary>
internal sealed class StepTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<DateTimeOffset> _due = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            lock (_lock)
            {
                _due.Add(GetUtcNow() + dueTime);
            }
        }

        return timer;
    }

    /// <summary>Advances the clock from timer to timer, and gives what each one wakes the time to run.</summary>
    public async Task GoAsync(TimeSpan time)
    {
        DateTimeOffset end = GetUtcNow() + time;
        while (true)
        {
            await SettleAsync();
            DateTimeOffset next;
            lock (_lock)
            {
                _due.RemoveWhere(due => due <= GetUtcNow());
                next = _due.Count > 0 && _due.Min < end ? _due.Min : end;
            }

            if (next == GetUtcNow())
            {
                return;
            }

            SetUtcNow(next);
        }
    }

    // Continuations run on the pool; a few rounds through it let chains of them come to their next wait.
    public static async Task SettleAsync()
    {
        for (int round = 0; round < 8; round++)
        {
            await Task.Delay(1);
        }
    }
}
