namespace MedReason;

/// <summary>What an <see cref="IPathFinder"/> is asked. Immutable. All caps count work, never time.</summary>
public sealed record PathQuery
{
    /// <summary>The pairs; may be empty, may repeat.</summary>
    public required IReadOnlyList<PathPair> Pairs { get; init; }

    /// <summary>The greatest number of hops. Default 4.</summary>
    public int MaxLength { get; init; } = 4;

    /// <summary>Paths up to so many hops longer than the shortest are told too, loopless. Default 0: shortest paths only.</summary>
    public int Slack { get; init; }

    /// <summary>At most so many paths are told for a pair, best first. Default 50, as published.</summary>
    public int MaxPathsPerPair { get; init; } = 50;

    /// <summary>At most so many edges are looked at for a pair. Default 50,000,000.</summary>
    public long MaxExpandedEdges { get; init; } = 50_000_000;

    /// <summary>What may be walked. Default: affirmed relations, all node types.</summary>
    public KgFilter Filter { get; init; } = KgFilter.Affirmed;

    /// <summary>What makes one path better than another; null for fewest hops, ties by node ids.</summary>
    public IPathCost? Cost { get; init; }
}
