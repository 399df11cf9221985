namespace MedReason;

/// <summary>What became of a mention: the node it names, or NIL with its reason. Immutable.</summary>
public sealed record EntityLink
{
    /// <summary>The mention.</summary>
    public required EntityMention Mention { get; init; }

    /// <summary>The node; null for NIL.</summary>
    public KgNode? Node { get; init; }

    /// <summary>How sure the link is, 0 to 1, rounded to 1e-9; for NIL the score of the best candidate, or 0.</summary>
    public double Score { get; init; }

    /// <summary>How the node was found; see <see cref="LinkMethods"/>. Null for NIL.</summary>
    public string? Method { get; init; }

    /// <summary>Why there is no node; null where there is one.</summary>
    public NilReason? NilReason { get; init; }

    /// <summary>The best candidates that were weighed, best first, the chosen one among them; for audit.</summary>
    public IReadOnlyList<MentionCandidate> Candidates { get; init; } = [];
}
