namespace MedReason;

/// <summary>Represents a relation that a text states between two names, and what the graph says of it. Immutable.</summary>
public sealed record TextClaim
{
    /// <summary>Gets the words that make the claim: a sentence, or one hop of a line of arrows.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the name on the left, as written; null when no name was recognized.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the name on the right, as written; null when no name was recognized.</summary>
    public string? Object { get; init; }

    /// <summary>Gets the node that the name on the left was read as; null when it names none.</summary>
    public NodeId? SubjectId { get; init; }

    /// <summary>Gets the node that the name on the right was read as; null when it names none.</summary>
    public NodeId? ObjectId { get; init; }

    /// <summary>Gets the index of the line of arrows that makes the claim; null when a sentence makes it.</summary>
    public int? Path { get; init; }

    /// <summary>Gets whether the text denies the relation.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Gets whether the sentence does nothing but state the relation, so that its words leave no other reading; true for arrows.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Gets what the graph says of the claim.</summary>
    public required ClaimStatus Status { get; init; }

    /// <summary>Gets the edge that supports or contradicts the claim; null when none does.</summary>
    public KgEdge? Edge { get; init; }

    /// <summary>Gets why the status is what it is, in one sentence; null when the edge says it.</summary>
    public string? Detail { get; init; }
}
