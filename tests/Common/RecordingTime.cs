using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace MedReason.Tests;

/// <summary>A clock that stands still: a wait shorter than the timeout ends at once and is recorded, and the timeout is never reached.</summary>
internal sealed class RecordingTime(TimeSpan timeout) : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly ConcurrentQueue<TimeSpan> _waits = [];

    /// <summary>The waits so far, each as long as it would have been.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= timeout)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        _waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
