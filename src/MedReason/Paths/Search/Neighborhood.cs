namespace MedReason.Paths;

/// <summary>
/// The nodes around one node, level by level, each with the number of shortest walks that reach it. Reusable: starting anew costs nothing that grows
/// with the graph.
/// </summary>
/// <remarks>
/// A node that the filter excludes is labelled, since it may be the other end, but never walked through. Levels are grown on
/// demand and do not depend on what the neighborhood is used for, so pairs that share an end share its neighborhood. Not safe for concurrent use.
/// </remarks>
internal sealed class Neighborhood
{
    private const int CancellationStride = 1 << 18;
    private readonly IAdjacencyView _view;
    private readonly int[] _marks;
    private int _base = 1;
    private int[] _nodes = new int[64];
    private long[] _counts = new long[64];
    private int[] _levelStarts = new int[16];
    private long[] _levelEdges = new long[16];
    private int[] _levelInner = new int[16];
    private int _count;
    private WalkFilter _filter;

    /// <summary>Creates a neighborhood that is not started.</summary>
    /// <param name="view">The graph.</param>
    public Neighborhood(IAdjacencyView view)
    {
        _view = view;
        _marks = new int[view.NodeCount];
    }

    /// <summary>Gets the node in the middle; -1 before the first start.</summary>
    public int Source { get; private set; } = -1;

    /// <summary>Gets the furthest level that is complete.</summary>
    public int Radius { get; private set; }

    /// <summary>Gets the number of bytes of the labels.</summary>
    public long Bytes => (long)_nodes.Length * (sizeof(int) + sizeof(long));

    /// <summary>Forgets everything and starts around a node.</summary>
    public void Start(int source, WalkFilter filter)
    {
        // Marks of earlier uses are all smaller than the new base, so they need no clearing until the numbers run out.
        if (_base > int.MaxValue - _count - _marks.Length)
        {
            Array.Clear(_marks);
            _base = 1;
        }
        else
        {
            _base += _count;
        }

        Source = source;
        Radius = 0;
        _filter = filter;
        _count = 1;
        _marks[source] = _base;
        _nodes[0] = source;
        _counts[0] = 1;
        _levelStarts[0] = 0;
        _levelStarts[1] = 1;
        _levelEdges[0] = _view.GetNeighbors(source).Length;
        _levelInner[0] = 1;
    }

    /// <summary>Forgets the source and releases the memory that a large search took.</summary>
    public void Trim(int maxNodes)
    {
        Source = -1;
        if (_nodes.Length > maxNodes)
        {
            _base = _base > int.MaxValue - _count - _marks.Length ? ClearMarks() : _base + _count;
            _count = 0;
            _nodes = new int[64];
            _counts = new long[64];
        }
    }

    /// <summary>Returns the number of edges that a walk through a level looks at; 0 beyond the radius.</summary>
    public long EdgesOf(int level) => level <= Radius ? _levelEdges[level] : 0;

    /// <summary>Returns the number of nodes of a level that may be walked through; 0 beyond the radius.</summary>
    public int InnerCountOf(int level) => level <= Radius ? _levelInner[level] : 0;

    /// <summary>Returns the position where a level starts in the order of labels.</summary>
    public int StartOf(int level) => level <= Radius ? _levelStarts[level] : _count;

    /// <summary>Returns the position where a level ends in the order of labels.</summary>
    public int EndOf(int level) => level < 0 ? 0 : level < Radius ? _levelStarts[level + 1] : _count;

    /// <summary>Returns the node at a position in the order of labels.</summary>
    public int NodeAt(int index) => _nodes[index];

    /// <summary>Returns the number of shortest walks that reach the node at a position.</summary>
    public long CountAt(int index) => _counts[index];

    /// <summary>Returns the position of a node in the order of labels; negative when it is not labelled.</summary>
    public int IndexOf(int node) => _marks[node] - _base;

    /// <summary>Returns the level of a position in the order of labels.</summary>
    public int LevelAt(int index)
    {
        int low = 0;
        int high = Radius;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (_levelStarts[middle] <= index)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>Returns whether a walk may go through the node at a position.</summary>
    public bool IsWalkable(int index) => index == 0 || _filter.IsInner(_nodes[index]);

    /// <summary>Labels the next level.</summary>
    /// <param name="maxNodes">The maximum number of labelled nodes.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>False when there are more nodes; the neighborhood then stays as it was.</returns>
    public bool TryExpand(int maxNodes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int start = StartOf(Radius);
        int end = _count;
        int count = _count;
        int origin = _base;
        int[] marks = _marks;
        int[] nodes = _nodes;
        long[] counts = _counts;
        bool[]? allowedCodes = _filter.AllowedCodes;
        int untilCheck = CancellationStride;
        int limit = Math.Min(nodes.Length, maxNodes);
        for (int index = start; index < end; index++)
        {
            if (!IsWalkable(index))
            {
                continue;
            }

            int node = nodes[index];
            long walks = counts[index];
            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = allowedCodes is null ? default : _view.GetRelationCodes(node);
            int previous = -1;
            for (int i = 0; i < neighbors.Length; i++)
            {
                int neighbor = neighbors[i];
                if (neighbor == previous || (allowedCodes is not null && !allowedCodes[codes[i]]))
                {
                    continue;
                }

                previous = neighbor;
                int at = marks[neighbor] - origin;
                if (at >= 0)
                {
                    if (at >= end)
                    {
                        counts[at] = PathCounts.Add(counts[at], walks);
                    }

                    continue;
                }

                if (count >= limit)
                {
                    if (count >= maxNodes)
                    {
                        Forget(end, count);
                        return false;
                    }

                    // A hub's neighbors come all at once; doubling until they fit would take twice their memory.
                    Grow(Math.Min(Math.Max(count * 2, count + neighbors.Length - i), maxNodes));
                    nodes = _nodes;
                    counts = _counts;
                    limit = nodes.Length;
                }

                marks[neighbor] = origin + count;
                nodes[count] = neighbor;
                counts[count++] = walks;
            }

            untilCheck -= neighbors.Length;
            if (untilCheck <= 0)
            {
                untilCheck = CancellationStride;
                if (cancellationToken.IsCancellationRequested)
                {
                    Forget(end, count);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }

        AppendLevel(end, count);
        return true;
    }

    private void AppendLevel(int start, int end)
    {
        _count = end;
        Radius++;
        if (Radius + 1 == _levelStarts.Length)
        {
            Array.Resize(ref _levelStarts, _levelStarts.Length * 2);
            Array.Resize(ref _levelEdges, _levelStarts.Length);
            Array.Resize(ref _levelInner, _levelStarts.Length);
        }

        long edges = 0;
        int inner = 0;
        for (int index = start; index < end; index++)
        {
            if (_filter.IsInner(_nodes[index]))
            {
                edges += _view.GetNeighbors(_nodes[index]).Length;
                inner++;
            }
        }

        _levelStarts[Radius] = start;
        _levelStarts[Radius + 1] = end;
        _levelEdges[Radius] = edges;
        _levelInner[Radius] = inner;
    }

    private void Forget(int start, int end)
    {
        for (int index = start; index < end; index++)
        {
            _marks[_nodes[index]] = 0;
        }
    }

    private void Grow(int size)
    {
        Array.Resize(ref _nodes, size);
        Array.Resize(ref _counts, size);
    }

    private int ClearMarks()
    {
        Array.Clear(_marks);
        return 1;
    }
}
