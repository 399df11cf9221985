namespace MedReason;

/// <summary>What was found between two nodes. Immutable.</summary>
public sealed record PairSearchResult
{
    /// <summary>The greatest path count that is told exactly: 2^53 - 1, the greatest integer that every JSON reader keeps.</summary>
    public const long MaxPathCount = (1L << 53) - 1;

    /// <summary>The pair.</summary>
    public required PathPair Pair { get; init; }

    /// <summary>What became of it.</summary>
    public required PathOutcome Outcome { get; init; }

    /// <summary>The number of hops of a shortest path; 0 for the same node; null where none was found.</summary>
    public int? Distance { get; init; }

    /// <summary>How many shortest paths there are, as node sequences; 0 where none was found. Saturates at <see cref="MaxPathCount"/>.</summary>
    public long ShortestPathCount { get; init; }

    /// <summary>Whether there are more shortest paths than <see cref="ShortestPathCount"/> can tell.</summary>
    public bool IsCountSaturated { get; init; }

    /// <summary>The paths, best first: by cost, then fewest hops, then node ids.</summary>
    public IReadOnlyList<KgPath> Paths { get; init; } = [];

    /// <summary>Whether there are paths within length and slack that are not told.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>The caps that cut the search, each once, in the order of the enumeration's values. Empty where nothing was cut.</summary>
    public IReadOnlyList<PathCut> Cuts { get; init; } = [];

    /// <summary>How many edges were looked at; depends on whether the graph was searched in memory or by calls.</summary>
    public long ExpandedEdges { get; init; }
}
