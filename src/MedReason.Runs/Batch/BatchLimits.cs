namespace MedReason.Runs;

/// <summary>Represents the most that a provider takes in one batch. Immutable.</summary>
public sealed class BatchLimits
{
    /// <summary>Gets the maximum number of requests.</summary>
    public required int Requests { get; init; }

    /// <summary>Gets the maximum length of what is sent, in bytes.</summary>
    public required long Bytes { get; init; }
}
