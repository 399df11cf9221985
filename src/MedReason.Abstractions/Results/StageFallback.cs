namespace MedReason;

/// <summary>Records that a stage took its local decision because a model gave it none. Immutable.</summary>
public sealed record StageFallback
{
    /// <summary>Gets the stage, one of <see cref="StageNames"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>
    /// Gets why: <see cref="ReasonCodes.CallFailed"/> or <see cref="ReasonCodes.Timeout"/> where there was no reply, <see cref="ReasonCodes.ModelOutput"/>
    /// where it could not be used.
    /// </summary>
    public required string Reason { get; init; }
}
