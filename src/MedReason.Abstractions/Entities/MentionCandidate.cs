namespace MedReason;

/// <summary>A node that an extractor takes a mention to name. Immutable.</summary>
public sealed record MentionCandidate
{
    /// <summary>The node.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>How well it fits, 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>How it was found; see <see cref="LinkMethods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>The name or synonym that matched; null where no single name did.</summary>
    public string? MatchedName { get; init; }
}
