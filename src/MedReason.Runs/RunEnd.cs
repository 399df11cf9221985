namespace MedReason.Runs;

/// <summary>How a session of a run ended. Immutable.</summary>
public sealed class RunEnd
{
    /// <summary>Why it ended before all rows were done: money or provider. Null where every row has a result.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the kind of <see cref="Reason"/>; null where every row has a result.</summary>
    public RunEndCause? Cause { get; init; }

    /// <summary>How far the run is.</summary>
    public required RunProgress Progress { get; init; }
}
