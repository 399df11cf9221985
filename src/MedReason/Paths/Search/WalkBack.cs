namespace MedReason.Paths;

/// <summary>The walk from one side of a pair into the other: finds the distances from the first side's end of the nodes that only the other labels.</summary>
/// <remarks>
/// Goes level by level, each time over the edges of whichever has fewer: the last level reached (push) or the nodes still without a distance (pull).
/// Reusable; not safe for concurrent use.
/// </remarks>
/// <param name="view">The graph.</param>
internal sealed class WalkBack(IAdjacencyView view)
{
    // For fewer edges than this, counting the alternative costs more than it can save.
    private const long MinEdgesToCompare = 4096;

    private int[] _distances = new int[64];
    private int[] _current = new int[64];
    private int[] _next = new int[64];
    private int _currentCount;
    private int _nextCount;
    private WalkFilter _filter;
    private SearchSide _own;
    private SearchSide _other;

    /// <summary>Returns the distance of the node at a position in the walked side's order of labels; -1 for one on no path.</summary>
    public int DistanceAt(int index) => _distances[index];

    /// <summary>Walks.</summary>
    /// <param name="search">The search; spends the edges.</param>
    /// <param name="own">The side that is walked into.</param>
    /// <param name="other">The side whose end the distances are from.</param>
    /// <returns>False where the limit on edges was reached.</returns>
    public bool TryRun(PairSearch search, in SearchSide own, in SearchSide other)
    {
        _filter = search.Context.Filter;
        _own = own;
        _other = other;
        _currentCount = 0;
        if (_distances.Length < own.End)
        {
            _distances = new int[Math.Max(own.End, _distances.Length * 2)];
        }

        Array.Fill(_distances, -1, 0, own.End);
        bool isFromSeeds = search.Length == search.Distance && ReferenceEquals(own.Labels, search.Source);
        int distance = other.Radius + 1;
        if (!isFromSeeds)
        {
            StartAtEdge();
        }
        else if (StartAtSeeds(search, distance))
        {
            distance++;
        }

        for (; distance <= search.Length && _currentCount > 0; distance++)
        {
            int low = Math.Max(0, search.Distance - distance);
            int high = Math.Min(Math.Min(own.Radius, search.Length - distance), own.Labels.Radius);
            if (high < 0)
            {
                break;
            }

            Range range = own.Labels.StartOf(low)..own.Labels.EndOf(high);
            long push = PushEdges();
            long pull = push > MinEdgesToCompare ? PullEdges(range, push) : long.MaxValue;

            // The search has looked at the edges of the hop between the sides already.
            bool isSpent = isFromSeeds && distance == other.Radius + 1;
            if (!isSpent && !search.TrySpend(Math.Min(pull, push)))
            {
                return false;
            }

            search.Context.CancellationToken.ThrowIfCancellationRequested();
            _nextCount = 0;
            if (pull < push)
            {
                Pull(range, distance);
            }
            else
            {
                Push(range, distance);
            }

            (_current, _next) = (_next, _current);
            _currentCount = _nextCount;
        }

        return true;
    }

    /// <summary>Releases the memory that a large search took.</summary>
    public void Trim(int maxNodes)
    {
        if (_distances.Length > maxNodes || _current.Length > maxNodes || _next.Length > maxNodes)
        {
            _distances = new int[64];
            _current = new int[64];
            _next = new int[64];
        }
    }

    /// <summary>Starts with the seeds of shortest paths; true where they are nodes of the walked side, so that they are a level themselves.</summary>
    private bool StartAtSeeds(PairSearch search, int distance)
    {
        foreach (int node in search.Seeds)
        {
            Append(ref _current, ref _currentCount, node);
            if (search.AreSeedsOnSourceSide)
            {
                _distances[_own.Labels.IndexOf(node)] = distance;
            }
        }

        return search.AreSeedsOnSourceSide;
    }

    private void StartAtEdge()
    {
        for (int index = _other.Start; index < _other.End; index++)
        {
            if (_other.Labels.IsWalkable(index))
            {
                Append(ref _current, ref _currentCount, _other.Labels.NodeAt(index));
            }
        }
    }

    private long PushEdges()
    {
        long edges = 0;
        for (int i = 0; i < _currentCount; i++)
        {
            edges += view.GetNeighbors(_current[i]).Length;
        }

        return edges;
    }

    /// <summary>Counts the edges of the nodes whose distance is not known yet, as far as a bound.</summary>
    private long PullEdges(Range range, long bound)
    {
        long edges = 0;
        for (int index = range.Start.Value; index < range.End.Value && edges < bound; index++)
        {
            edges += IsOpen(index) ? view.GetNeighbors(_own.Labels.NodeAt(index)).Length : 0;
        }

        return edges;
    }

    private void Push(Range range, int distance)
    {
        (int low, int high) = (range.Start.Value, range.End.Value);
        Neighborhood labels = _own.Labels;
        for (int i = 0; i < _currentCount; i++)
        {
            int node = _current[i];
            ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = _filter.AllowedCodes is null ? default : view.GetRelationCodes(node);
            for (int j = 0; j < neighbors.Length; j++)
            {
                int index = labels.IndexOf(neighbors[j]);
                if (index >= low && index < high && (codes.IsEmpty || _filter.IsAllowed(codes[j]))
                    && IsOpen(index) && (index == 0 || !PathCorridor.IsDeadEnd(view, neighbors[j], distance)))
                {
                    Reach(index, distance);
                }
            }
        }
    }

    private void Pull(Range range, int distance)
    {
        for (int index = range.Start.Value; index < range.End.Value; index++)
        {
            if (IsOpen(index) && Touches(_own.Labels.NodeAt(index), distance - 1))
            {
                Reach(index, distance);
            }
        }
    }

    private void Reach(int index, int distance)
    {
        _distances[index] = distance;
        Append(ref _next, ref _nextCount, _own.Labels.NodeAt(index));
    }

    /// <summary>Returns whether the node at a position has no distance yet and may get one.</summary>
    private bool IsOpen(int index) => _distances[index] < 0 && _own.Labels.IsWalkable(index) && !_other.Contains(_own.Labels.NodeAt(index));

    /// <summary>Returns whether an edge leads from a node to one of a given distance.</summary>
    private bool Touches(int node, int distance)
    {
        bool isFromEdge = distance == _other.Radius;
        ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
        ReadOnlySpan<ushort> codes = _filter.AllowedCodes is null ? default : view.GetRelationCodes(node);
        for (int i = 0; i < neighbors.Length; i++)
        {
            int at = isFromEdge ? _other.Labels.IndexOf(neighbors[i]) : _own.Labels.IndexOf(neighbors[i]);
            bool touches = isFromEdge
                ? _other.IsOnEdge(at) && _other.Labels.IsWalkable(at)
                : at >= 0 && at < _own.End && _distances[at] == distance;
            if (touches && (codes.IsEmpty || _filter.IsAllowed(codes[i])))
            {
                return true;
            }
        }

        return false;
    }

    private static void Append(ref int[] list, ref int count, int value)
    {
        if (count == list.Length)
        {
            Array.Resize(ref list, count * 2);
        }

        list[count++] = value;
    }
}
