namespace MedReason;

/// <summary>What became of a mention: the node it names, or NIL with its reason. Immutable.</summary>
public sealed record EntityLink
{
    /// <summary>The mention.</summary>
    public required EntityMention Mention { get; init; }

    /// <summary>The node; null for NIL.</summary>
    public KgNode? Node { get; init; }

    /// <summary>How sure the link is, 0 to 1, rounded to 1e-9; for NIL the score of the best candidate, or 0.</summary>
    /// <remarks>A node that covers only a part of the text scores less, down to the half of its score; see <see cref="Coverage"/>.</remarks>
    public double Score { get; init; }

    /// <summary>Gets how node and text relate; for NIL how the best candidate does; null when there is no candidate or the linker does not say.</summary>
    public LinkRelation? Relation { get; init; }

    /// <summary>
    /// Gets the share of the text's content that the node covers, 0 to 1; for NIL that of the best candidate. Null when there is no candidate or the linker
    /// does not say.
    /// </summary>
    /// <remarks>
    /// The text is the mention; in an option or answer it is the part between conjunctions in which the mention stands. Words weigh by their rarity among
    /// the names of the graph.
    /// </remarks>
    public double? Coverage { get; init; }

    /// <summary>Gets the other nodes that bear the name by which the node was found, in the order of the candidates; empty when there are none.</summary>
    /// <remarks>Such as the side effect beside the disease of one name. They are among <see cref="Candidates"/> too.</remarks>
    public IReadOnlyList<NodeId> Twins { get; init; } = [];

    /// <summary>How the node was found; see <see cref="LinkMethods"/>. Null for NIL.</summary>
    public string? Method { get; init; }

    /// <summary>Why there is no node; null where there is one.</summary>
    public NilReason? NilReason { get; init; }

    /// <summary>The best candidates that were weighed, best first, the chosen one among them; for audit.</summary>
    public IReadOnlyList<MentionCandidate> Candidates { get; init; } = [];
}
