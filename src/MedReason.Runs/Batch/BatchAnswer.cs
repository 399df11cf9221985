namespace MedReason.Runs;

/// <summary>What a call that is made in batches comes to now: a reply, a failure, a live call, or none of them, and then its row waits.</summary>
/// <param name="Reply">The reply; null for none.</param>
/// <param name="Failure">Why there is no reply; null where there is one or the row waits.</param>
/// <param name="IsLive">Whether the call is made live.</param>
internal readonly record struct BatchAnswer(RecordedReply? Reply = null, string? Failure = null, bool IsLive = false)
{
    /// <summary>Whether the row waits for the call's batch.</summary>
    public bool IsWaiting => Reply is null && Failure is null && !IsLive;
}
