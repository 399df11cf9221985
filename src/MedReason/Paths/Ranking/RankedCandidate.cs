namespace MedReason.Paths;

/// <summary>A path that may be chosen, with the option it leads to. Immutable.</summary>
internal sealed record RankedCandidate
{
    /// <summary>Gets the evidence, scored.</summary>
    public required EvidencePath Evidence { get; init; }

    /// <summary>Gets the node where the path starts: an entity of the question.</summary>
    public required NodeId From { get; init; }

    /// <summary>Gets the node where it ends.</summary>
    public required NodeId To { get; init; }

    /// <summary>Gets the node types and relations along the path, as one text.</summary>
    public required string Sequence { get; init; }

    /// <summary>Orders candidates, better first: by score, then stance, then the path's own order, then relations.</summary>
    public static int Compare(RankedCandidate left, RankedCandidate right)
    {
        int order = right.Evidence.Score.CompareTo(left.Evidence.Score);
        if (order == 0)
        {
            order = left.Evidence.Stance.CompareTo(right.Evidence.Stance);
        }

        order = order != 0 ? order : left.Evidence.Path.CompareTo(right.Evidence.Path);
        return order != 0 ? order : string.CompareOrdinal(left.Sequence, right.Sequence);
    }
}
