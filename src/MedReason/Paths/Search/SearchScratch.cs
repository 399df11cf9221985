namespace MedReason.Paths;

/// <summary>The working memory of one query: neighborhoods that its pairs share, corridor, cost table, enumerator. Not safe for concurrent use.</summary>
internal sealed class SearchScratch
{
    private const long MaxMarkBytes = 16L << 20;
    private const int MaxNeighborhoods = 32;

    // The maximum kept between queries; a larger search releases its memory.
    private const int MaxPooledNodes = 1 << 21;

    private readonly IAdjacencyView _view;
    private readonly List<Neighborhood> _neighborhoods = [];
    private readonly int _capacity;

    /// <summary>Creates scratch.</summary>
    /// <param name="view">The graph.</param>
    public SearchScratch(IAdjacencyView view)
    {
        _view = view;
        _capacity = (int)Math.Clamp(MaxMarkBytes / (sizeof(int) * Math.Max(1L, view.NodeCount)), 2, MaxNeighborhoods);
        Corridor = new PathCorridor(view);
        Costs = new PathCostTable(view);
        Enumerator = new PathEnumerator(view);
    }

    /// <summary>Gets the list for <see cref="PairSearch.Seeds"/>, used by one pair at a time.</summary>
    public List<int> Seeds { get; } = [];

    /// <summary>Gets the corridor, used by one pair at a time.</summary>
    public PathCorridor Corridor { get; }

    /// <summary>Gets the cost table, used by one pair at a time.</summary>
    public PathCostTable Costs { get; }

    /// <summary>Gets the enumerator, used by one pair at a time.</summary>
    public PathEnumerator Enumerator { get; }

    /// <summary>Returns the neighborhood of a node, as far as earlier pairs of the same query have grown it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="filter">The query's filter.</param>
    /// <param name="inUse">A neighborhood that must be kept, or null.</param>
    /// <param name="maxBytes">The maximum number of bytes of the neighborhoods that are kept.</param>
    public Neighborhood NeighborhoodOf(int node, WalkFilter filter, Neighborhood? inUse, long maxBytes)
    {
        long bytes = 0;
        for (int i = 0; i < _neighborhoods.Count; i++)
        {
            if (_neighborhoods[i].Source == node)
            {
                Neighborhood found = _neighborhoods[i];
                _neighborhoods.RemoveAt(i);
                _neighborhoods.Add(found);
                return found;
            }

            bytes += _neighborhoods[i].Bytes;
        }

        // The list runs from the least to the most recently used.
        int free = _neighborhoods.FindIndex(candidate => candidate.Source < 0);
        if (free < 0 && (_neighborhoods.Count >= _capacity || (_neighborhoods.Count >= 2 && bytes > maxBytes)))
        {
            free = ReferenceEquals(_neighborhoods[0], inUse) ? 1 : 0;
        }

        Neighborhood neighborhood;
        if (free < 0)
        {
            neighborhood = new Neighborhood(_view);
        }
        else
        {
            neighborhood = _neighborhoods[free];
            _neighborhoods.RemoveAt(free);
        }

        neighborhood.Start(node, filter);
        _neighborhoods.Add(neighborhood);
        return neighborhood;
    }

    /// <summary>Forgets the query and releases the memory that a large one took.</summary>
    public void Trim()
    {
        foreach (Neighborhood neighborhood in _neighborhoods)
        {
            neighborhood.Trim(MaxPooledNodes);
        }

        if (Seeds.Capacity > MaxPooledNodes)
        {
            Seeds.Clear();
            Seeds.TrimExcess();
        }

        Corridor.Trim(MaxPooledNodes);
        Costs.Trim();
        Enumerator.Trim();
    }
}
