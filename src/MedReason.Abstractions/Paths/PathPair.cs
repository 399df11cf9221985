namespace MedReason;

/// <summary>Two nodes between which paths are sought.</summary>
public sealed record PathPair
{
    /// <summary>Where paths start.</summary>
    public required NodeId From { get; init; }

    /// <summary>Where they end.</summary>
    public required NodeId To { get; init; }
}
