namespace MedReason;

/// <summary>Finds paths between nodes.</summary>
/// <remarks>Safe for concurrent use. The answer does not depend on whether the graph is searched in memory or by calls.</remarks>
public interface IPathFinder
{
    /// <summary>The paths between each pair.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="query">The pairs, caps and filter.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>One result for each pair, in their order.</returns>
    /// <exception cref="ArgumentException">A cap is negative, or a cost is not a number from 0 to 1,000,000.</exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default);
}
