namespace MedReason;

/// <summary>Represents a query of an <see cref="IPathFinder"/>. Immutable. All limits count work, never time.</summary>
public sealed record PathQuery
{
    /// <summary>Gets the pairs to search; may be empty, may contain a pair several times.</summary>
    public required IReadOnlyList<PathPair> Pairs { get; init; }

    /// <summary>Gets the maximum number of hops of a path.</summary>
    /// <value>The default is 4.</value>
    public int MaxLength { get; init; } = 4;

    /// <summary>Gets the maximum number of hops by which a returned loopless path may exceed the shortest one.</summary>
    /// <value>The default is 0: shortest paths only.</value>
    public int Slack { get; init; }

    /// <summary>Gets the maximum number of paths returned per pair, best first.</summary>
    /// <value>The default is 50, as published.</value>
    public int MaxPathsPerPair { get; init; } = 50;

    /// <summary>Gets the maximum number of edges examined per pair.</summary>
    /// <value>The default is 50,000,000.</value>
    public long MaxExpandedEdges { get; init; } = 50_000_000;

    /// <summary>Gets the relations and node types that a path may use.</summary>
    /// <value>The default allows affirmed relations and all node types.</value>
    public KgFilter Filter { get; init; } = KgFilter.Affirmed;

    /// <summary>Gets the cost that ranks paths; null to rank by number of hops, ties by node ids.</summary>
    public IPathCost? Cost { get; init; }
}
