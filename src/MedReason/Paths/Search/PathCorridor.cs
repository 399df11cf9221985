namespace MedReason.Paths;

/// <summary>What can lie on a path of at most some length: for each such node how far it is from the path's ends.</summary>
/// <remarks>
/// The two neighbourhoods of a <see cref="PairSearch"/> together hold every node of every path. A node that one of them labels has its distance from that
/// end; its distance from the other end is found by walking back into it level by level, each time over the edges of whichever side has fewer.
/// Reusable; not safe for concurrent use.
/// </remarks>
internal sealed class PathCorridor
{
    private const long MinEdgesToCompare = 4096;
    private readonly IAdjacencyView _view;
    private int[] _toTarget = new int[64];
    private int[] _fromSource = new int[64];
    private int[] _current = new int[64];
    private int[] _next = new int[64];
    private PairSearch _search = null!;
    private WalkFilter _filter;
    private int _sourceEnd;
    private int _targetEnd;

    /// <summary>Makes a corridor that is not built.</summary>
    /// <param name="view">The graph.</param>
    public PathCorridor(IAdjacencyView view) => _view = view;

    /// <summary>The bytes held.</summary>
    public long Bytes => sizeof(int) * ((long)_toTarget.Length + _fromSource.Length + _current.Length + _next.Length);

    /// <summary>Builds it.</summary>
    /// <param name="search">A search that found paths, widened to the length.</param>
    /// <param name="filter">What may be walked.</param>
    /// <param name="length">The greatest number of hops.</param>
    /// <param name="needsBothDistances">Whether <see cref="FromSource"/> will be asked.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>False where the cap on edges forbids it.</returns>
    public bool TryBuild(PairSearch search, WalkFilter filter, int length, bool needsBothDistances, CancellationToken cancellationToken)
    {
        _search = search;
        _filter = filter;
        _sourceEnd = search.Source.EndOf(search.SourceRadius);
        _targetEnd = search.Target.EndOf(search.TargetRadius);
        return TryWalkBack(search.Source, search.SourceRadius, search.Target, search.TargetRadius, length, ref _toTarget, cancellationToken)
            && (!needsBothDistances
                || TryWalkBack(search.Target, search.TargetRadius, search.Source, search.SourceRadius, length, ref _fromSource, cancellationToken));
    }

    /// <summary>The hops from a node to the end of paths; -1 for a node that is on none.</summary>
    public int ToTarget(int node)
    {
        int at = _search.Target.IndexOf(node);
        if (at >= 0 && at < _targetEnd)
        {
            return at == 0 || _filter.IsInner(node) || node == _search.Source.Source ? _search.Target.LevelAt(at) : -1;
        }

        at = _search.Source.IndexOf(node);
        return at >= 0 && at < _sourceEnd ? _toTarget[at] : -1;
    }

    /// <summary>The hops from the start of paths to a node; -1 for a node that is on none. Only where both distances were asked for.</summary>
    public int FromSource(int node)
    {
        int at = _search.Source.IndexOf(node);
        if (at >= 0 && at < _sourceEnd)
        {
            return at == 0 || _filter.IsInner(node) || node == _search.Target.Source ? _search.Source.LevelAt(at) : -1;
        }

        at = _search.Target.IndexOf(node);
        return at >= 0 && at < _targetEnd ? _fromSource[at] : -1;
    }

    /// <summary>Whether a node has but one neighbour, so that no path without repetition leads through it.</summary>
    /// <param name="view">The graph.</param>
    /// <param name="node">The node.</param>
    /// <param name="hopsToEnd">The hops from it to the end of paths: 0 for that end itself, which needs no way out.</param>
    public static bool IsDeadEnd(IAdjacencyView view, int node, int hopsToEnd)
    {
        ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
        return hopsToEnd > 0 && neighbors[0] == neighbors[^1];
    }

    /// <summary>Gives back memory that one great search took.</summary>
    public void Trim(int maxNodes)
    {
        if (_toTarget.Length > maxNodes || _fromSource.Length > maxNodes || _current.Length > maxNodes || _next.Length > maxNodes)
        {
            _toTarget = new int[64];
            _fromSource = new int[64];
            _current = new int[64];
            _next = new int[64];
        }
    }

    /// <summary>Distances from the other end for the nodes of one side that the other side does not label.</summary>
    private bool TryWalkBack(
        Neighborhood own, int radius, Neighborhood other, int otherRadius, int length, ref int[] distances, CancellationToken cancellationToken)
    {
        int ownEnd = own.EndOf(radius);
        int otherEnd = other.EndOf(otherRadius);
        if (distances.Length < ownEnd)
        {
            distances = new int[Math.Max(ownEnd, distances.Length * 2)];
        }

        Array.Fill(distances, -1, 0, ownEnd);
        int currentCount = 0;
        int first = otherRadius + 1;
        bool isFromSeeds = length == _search.Distance && ReferenceEquals(own, _search.Source);
        if (isFromSeeds)
        {
            foreach (int node in _search.Seeds)
            {
                Append(ref _current, ref currentCount, node);
                if (_search.AreSeedsOnSourceSide)
                {
                    distances[own.IndexOf(node)] = first;
                }
            }

            first += _search.AreSeedsOnSourceSide ? 1 : 0;
        }
        else
        {
            for (int index = other.StartOf(otherRadius); index < otherEnd; index++)
            {
                if (other.IsWalkable(index))
                {
                    Append(ref _current, ref currentCount, other.NodeAt(index));
                }
            }
        }

        for (int distance = first; distance <= length && currentCount > 0; distance++)
        {
            int low = Math.Max(0, _search.Distance - distance);
            int high = Math.Min(Math.Min(radius, length - distance), own.Radius);
            if (high < 0)
            {
                break;
            }

            int lowIndex = own.StartOf(low);
            int highIndex = own.EndOf(high);
            long push = 0;
            for (int i = 0; i < currentCount; i++)
            {
                push += _view.GetNeighbors(_current[i]).Length;
            }

            long pull = push > MinEdgesToCompare ? PullEdges(own, lowIndex, highIndex, distances, other, otherEnd, push) : long.MaxValue;
            // The search has looked at the edges of the hop between the sides already.
            bool isSpent = isFromSeeds && distance == otherRadius + 1;
            if (!isSpent && !_search.TrySpend(Math.Min(pull, push)))
            {
                return false;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int nextCount = 0;
            if (pull < push)
            {
                for (int index = lowIndex; index < highIndex; index++)
                {
                    if (distances[index] < 0 && own.IsWalkable(index) && !IsWithin(other, own.NodeAt(index), otherEnd)
                        && Touches(own.NodeAt(index), own, ownEnd, distances, other, otherRadius, otherEnd, distance - 1))
                    {
                        distances[index] = distance;
                        Append(ref _next, ref nextCount, own.NodeAt(index));
                    }
                }
            }
            else
            {
                for (int i = 0; i < currentCount; i++)
                {
                    int node = _current[i];
                    ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
                    ReadOnlySpan<ushort> codes = _filter.AllowedCodes is null ? default : _view.GetRelationCodes(node);
                    for (int j = 0; j < neighbors.Length; j++)
                    {
                        int index = own.IndexOf(neighbors[j]);
                        if (index >= lowIndex && index < highIndex && distances[index] < 0 && (codes.IsEmpty || _filter.IsAllowed(codes[j]))
                            && own.IsWalkable(index) && !IsWithin(other, neighbors[j], otherEnd) && (index == 0 || !IsDeadEnd(_view, neighbors[j], distance)))
                        {
                            distances[index] = distance;
                            Append(ref _next, ref nextCount, neighbors[j]);
                        }
                    }
                }
            }

            (_current, _next) = (_next, _current);
            currentCount = nextCount;
        }

        return true;
    }

    /// <summary>The edges of those nodes whose distance is not known yet, counted as far as a bound.</summary>
    private long PullEdges(Neighborhood own, int lowIndex, int highIndex, int[] distances, Neighborhood other, int otherEnd, long bound)
    {
        long edges = 0;
        for (int index = lowIndex; index < highIndex && edges < bound; index++)
        {
            if (distances[index] < 0 && own.IsWalkable(index) && !IsWithin(other, own.NodeAt(index), otherEnd))
            {
                edges += _view.GetNeighbors(own.NodeAt(index)).Length;
            }
        }

        return edges;
    }

    /// <summary>Whether an edge leads from a node to one whose distance from the other end is as told.</summary>
    private bool Touches(
        int node, Neighborhood own, int ownEnd, int[] distances, Neighborhood other, int otherRadius, int otherEnd, int distance)
    {
        int otherStart = other.StartOf(otherRadius);
        ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
        ReadOnlySpan<ushort> codes = _filter.AllowedCodes is null ? default : _view.GetRelationCodes(node);
        for (int i = 0; i < neighbors.Length; i++)
        {
            bool touches;
            int at = other.IndexOf(neighbors[i]);
            if (distance == otherRadius)
            {
                touches = at >= otherStart && at < otherEnd && other.IsWalkable(at);
            }
            else
            {
                int index = own.IndexOf(neighbors[i]);
                touches = index >= 0 && index < ownEnd && distances[index] == distance;
            }

            if (touches && (codes.IsEmpty || _filter.IsAllowed(codes[i])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWithin(Neighborhood neighborhood, int node, int end)
    {
        int at = neighborhood.IndexOf(node);
        return at >= 0 && at < end;
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
