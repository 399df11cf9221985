namespace MedReason.Runs;

/// <summary>A row with its result. Immutable.</summary>
public sealed class RunRecord
{
    /// <summary>The row.</summary>
    public required RunRow Row { get; init; }

    /// <summary>Its result.</summary>
    public required RunResult Result { get; init; }
}
