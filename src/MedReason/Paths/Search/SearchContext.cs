namespace MedReason.Paths;

/// <summary>
/// The context of one search: graph, query with its filter as tables, memory limits, cancellation and pooled scratch. Not safe for concurrent use.
/// </summary>
internal sealed class SearchContext : IDisposable
{
    private const int BytesPerLabel = sizeof(int) + sizeof(long);
    private readonly long _maxBytes;

    /// <summary>Starts a search; <see cref="Dispose"/> returns its scratch to the space.</summary>
    /// <param name="space">The shared tables of the graph.</param>
    /// <param name="filter">The filter, compiled for the graph.</param>
    /// <param name="query">The query.</param>
    /// <param name="maxBytes">The maximum number of bytes that the search of one pair holds.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public SearchContext(SearchSpace space, WalkFilter filter, PathQuery query, long maxBytes, CancellationToken cancellationToken)
    {
        Space = space;
        Filter = filter;
        Query = query;
        _maxBytes = maxBytes;
        CancellationToken = cancellationToken;
        Scratch = space.Rent();
    }

    /// <summary>Gets the shared tables of the graph.</summary>
    public SearchSpace Space { get; }

    /// <summary>Gets the graph.</summary>
    public IAdjacencyView View => Space.View;

    /// <summary>Gets the working memory, shared by the pairs of the query.</summary>
    public SearchScratch Scratch { get; }

    /// <summary>Gets the filter as tables.</summary>
    public WalkFilter Filter { get; }

    /// <summary>Gets the query.</summary>
    public PathQuery Query { get; }

    /// <summary>Gets the token that cancels the search.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Gets the maximum number of nodes labelled on each side of a pair.</summary>
    public int MaxNodesPerSide => (int)Math.Min(_maxBytes / 4 / BytesPerLabel, Array.MaxLength);

    /// <summary>Gets the maximum number of bytes of a cost table.</summary>
    public long MaxCostBytes => _maxBytes / 4;

    /// <summary>Gets the maximum number of bytes of prefixes and continuations.</summary>
    public long MaxPrefixBytes => _maxBytes / 2;

    /// <summary>Returns the neighborhood of a node, as far as earlier pairs of the query have grown it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inUse">A neighborhood that must be kept, or null.</param>
    public Neighborhood NeighborhoodOf(int node, Neighborhood? inUse) => Scratch.NeighborhoodOf(node, Filter, inUse, _maxBytes);

    /// <inheritdoc />
    public void Dispose() => Space.Return(Scratch);
}
