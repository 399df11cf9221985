namespace MedReason.Paths;

/// <summary>A path that may be chosen, with the option it leads to. Immutable.</summary>
internal sealed record RankedCandidate
{
    /// <summary>The evidence, scored.</summary>
    public required EvidencePath Evidence { get; init; }

    /// <summary>Where the path starts: an entity of the question.</summary>
    public required NodeId From { get; init; }

    /// <summary>Where it ends.</summary>
    public required NodeId To { get; init; }

    /// <summary>The node types and relations along the path, as one text.</summary>
    public required string Sequence { get; init; }

    /// <summary>Better first: score, then stance, then the path's own order, then what its hops say.</summary>
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
