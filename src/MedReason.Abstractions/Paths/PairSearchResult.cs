namespace MedReason;

/// <summary>Represents the result of a path search between two nodes. Immutable.</summary>
public sealed record PairSearchResult
{
    /// <summary>The maximum path count that is reported exactly: 2^53 - 1, the largest integer that every JSON reader preserves.</summary>
    public const long MaxPathCount = (1L << 53) - 1;

    /// <summary>Gets the pair that was searched.</summary>
    public required PathPair Pair { get; init; }

    /// <summary>Gets the outcome of the search.</summary>
    public required PathOutcome Outcome { get; init; }

    /// <summary>Gets the number of hops of a shortest path; 0 for the same node; null when none was found.</summary>
    public int? Distance { get; init; }

    /// <summary>Gets the number of shortest paths, as node sequences; 0 when none was found. Saturates at <see cref="MaxPathCount"/>.</summary>
    public long ShortestPathCount { get; init; }

    /// <summary>Gets a value that indicates whether there are more shortest paths than <see cref="MaxPathCount"/>.</summary>
    public bool IsCountSaturated { get; init; }

    /// <summary>Gets the paths, best first: by cost, then number of hops, then node ids.</summary>
    public IReadOnlyList<KgPath> Paths { get; init; } = [];

    /// <summary>Gets a value that indicates whether paths within length and slack are missing from <see cref="Paths"/>.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Gets the limits that truncated the search, each once, in the order of the enumeration's values; empty when the search was complete.</summary>
    public IReadOnlyList<PathCut> Cuts { get; init; } = [];

    /// <summary>Gets the number of edges examined, which depends on whether the graph was searched in memory or by calls.</summary>
    public long ExpandedEdges { get; init; }
}
