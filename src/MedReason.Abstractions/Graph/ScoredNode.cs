namespace MedReason;

/// <summary>A node that a text may name. Immutable.</summary>
public sealed class ScoredNode
{
    /// <summary>The node.</summary>
    public required KgNode Node { get; init; }

    /// <summary>How well it fits, 0 to 1; 1 for an exact name. Rounded to 1e-9.</summary>
    public required double Score { get; init; }

    /// <summary>How it was found: one of <see cref="LinkMethods"/> or the name of a host's own method.</summary>
    public required string Method { get; init; }

    /// <summary>The name or synonym that matched; null where no single name did.</summary>
    public string? MatchedName { get; init; }
}
