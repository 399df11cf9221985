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

    /// <summary>Gets the words of the mention that the name matched; null when they are the whole mention.</summary>
    public string? MatchedText { get; init; }

    /// <summary>Gets how node and text relate; null when the finder does not say.</summary>
    public LinkRelation? Relation { get; init; }

    /// <summary>Gets the share of the text's content that the node covers, 0 to 1; null when the finder does not say.</summary>
    public double? Coverage { get; init; }
}
