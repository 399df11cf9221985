namespace MedReason.Paths;

/// <summary>The least cost, and among equals the fewest hops, from each node of a corridor to the end of paths, for each number of spare hops.</summary>
/// <remarks>Costs are whole numbers of 1e-9, so that sums are exact and do not depend on their order. Reusable; not safe for concurrent use.</remarks>
internal sealed class PathCostTable
{
    /// <summary>The maximum cost of a hop.</summary>
    public const double MaxHopCost = 1e6;

    /// <summary>The cost where no walk reaches the end in the hops that are left.</summary>
    public const long Unreachable = long.MaxValue;

    private const long MaxCost = long.MaxValue / 4;
    private const double UnitsPerCost = 1e9;
    private const int PooledArcs = 1 << 20;

    // What dictionary and lists hold for a node, roughly.
    private const int BytesPerNode = 64;

    private readonly IAdjacencyView _view;
    private readonly Dictionary<int, int> _indexes = [];
    private readonly List<int> _nodes = [];
    private readonly List<int> _toTarget = [];
    private readonly List<int> _fromSource = [];
    private readonly List<int> _arcStarts = [];
    private int[] _arcTargets = new int[64];
    private long[] _arcCosts = new long[64];
    private long[] _costs = [];
    private int[] _hops = [];
    private int _slack;

    /// <summary>Creates a table that is not built.</summary>
    /// <param name="view">The graph.</param>
    public PathCostTable(IAdjacencyView view) => _view = view;

    /// <summary>Builds the table.</summary>
    /// <param name="search">The search, with a corridor of both distances; spends the edges.</param>
    /// <param name="cost">The cost of a hop.</param>
    /// <returns>The limit that was reached; null when the table is built.</returns>
    public PathCut? Build(PairSearch search, IPathCost cost)
    {
        _indexes.Clear();
        _nodes.Clear();
        _toTarget.Clear();
        _fromSource.Clear();
        _arcStarts.Clear();
        Collect(search, search.SourceSide);
        Collect(search, search.TargetSide);
        _slack = search.Length - search.Distance;
        long freeBytes = search.Context.MaxCostBytes - (_nodes.Count * (BytesPerNode + ((_slack + 1L) * (sizeof(long) + sizeof(int)))));
        if (freeBytes < 0)
        {
            return PathCut.Memory;
        }

        PathCut? cut = AddArcs(search, cost, freeBytes);
        if (cut is null)
        {
            Relax(search.Context.CancellationToken);
        }

        return cut;
    }

    /// <summary>Returns the position of a node in the table; -1 for a node on no path.</summary>
    public int IndexOf(int node) => _indexes.TryGetValue(node, out int index) ? index : -1;

    /// <summary>Returns the node at a position.</summary>
    public int NodeAt(int index) => _nodes[index];

    /// <summary>Returns the positions that the hops from a position lead to.</summary>
    public ReadOnlySpan<int> ArcTargets(int index) => _arcTargets.AsSpan(_arcStarts[index], _arcStarts[index + 1] - _arcStarts[index]);

    /// <summary>Returns the costs of the hops from a position.</summary>
    public ReadOnlySpan<long> ArcCosts(int index) => _arcCosts.AsSpan(_arcStarts[index], _arcStarts[index + 1] - _arcStarts[index]);

    /// <summary>Returns the least cost from a position to the end within some hops; <see cref="Unreachable"/> when they do not suffice.</summary>
    public long CostWithin(int index, int hops) => hops < _toTarget[index] ? Unreachable : _costs[CellOf(index, hops)];

    /// <summary>Returns the fewest hops at the least cost from a position to the end within some hops, which must suffice.</summary>
    public int HopsWithin(int index, int hops) => _hops[CellOf(index, hops)];

    /// <summary>Returns the sum, limited so that it cannot overflow.</summary>
    public static long Add(long left, long right) => Math.Min(left + right, MaxCost);

    /// <summary>Releases the memory that a large search took.</summary>
    public void Trim()
    {
        if (_arcTargets.Length > PooledArcs || _costs.Length > PooledArcs || _nodes.Capacity > PooledArcs)
        {
            _indexes.Clear();
            _indexes.TrimExcess();
            foreach (List<int> list in (ReadOnlySpan<List<int>>)[_nodes, _toTarget, _fromSource, _arcStarts])
            {
                list.Clear();
                list.TrimExcess();
            }

            _arcTargets = new int[64];
            _arcCosts = new long[64];
            _costs = [];
            _hops = [];
        }
    }

    private int CellOf(int index, int hops) => (Math.Min(hops - _toTarget[index], _slack) * _nodes.Count) + index;

    private void Collect(PairSearch search, SearchSide side)
    {
        PathCorridor corridor = search.Context.Scratch.Corridor;
        for (int at = 0; at < side.End; at++)
        {
            int node = side.Labels.NodeAt(at);
            int toTarget = corridor.ToTarget(node);
            int fromSource = toTarget < 0 ? -1 : corridor.FromSource(node);
            if (fromSource >= 0 && toTarget + fromSource <= search.Length && _indexes.TryAdd(node, _nodes.Count))
            {
                _nodes.Add(node);
                _toTarget.Add(toTarget);
                _fromSource.Add(fromSource);
            }
        }
    }

    private PathCut? AddArcs(PairSearch search, IPathCost cost, long maxBytes)
    {
        SearchSpace space = search.Context.Space;
        WalkFilter filter = search.Context.Filter;
        var nodes = new KgNode?[_nodes.Count];
        int arcs = 0;
        for (int index = 0; index < _nodes.Count; index++)
        {
            search.Context.CancellationToken.ThrowIfCancellationRequested();
            _arcStarts.Add(arcs);
            int node = _nodes[index];
            if (_toTarget[index] == 0)
            {
                continue;
            }

            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(node);
            if (!search.TrySpend(neighbors.Length))
            {
                return PathCut.ExpandedEdges;
            }

            for (int start = 0, end; start < neighbors.Length; start = end)
            {
                int neighbor = neighbors[start];
                bool isAllowed = false;
                for (end = start; end < neighbors.Length && neighbors[end] == neighbor; end++)
                {
                    isAllowed |= filter.IsAllowed(codes[end]);
                }

                if (!isAllowed || neighbor == node || !_indexes.TryGetValue(neighbor, out int to)
                    || _fromSource[to] == 0 || _fromSource[index] + 1 + _toTarget[to] > search.Length)
                {
                    continue;
                }

                if (arcs == _arcTargets.Length)
                {
                    if (arcs * (long)(sizeof(int) + sizeof(long)) > maxBytes)
                    {
                        return PathCut.Memory;
                    }

                    Array.Resize(ref _arcTargets, arcs * 2);
                    Array.Resize(ref _arcCosts, arcs * 2);
                }

                _arcTargets[arcs] = to;
                _arcCosts[arcs++] = UnitsOf(cost.GetHopCost(
                    nodes[index] ??= space.NodeAt(node), nodes[to] ??= space.NodeAt(neighbor), space.HopOf(codes[start..end], filter).Relations));
            }
        }

        _arcStarts.Add(arcs);
        return null;
    }

    /// <summary>
    /// Computes the costs by spare hops, then by distance. With s spare hops, a hop towards the end keeps s, a hop at equal distance leaves s - 1, a hop away
    /// leaves s - 2, so everything needed is computed before it is used.
    /// </summary>
    private void Relax(CancellationToken cancellationToken)
    {
        int count = _nodes.Count;
        int[] order = new int[count];
        int[] keys = [.. _toTarget];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        int cells = count * (_slack + 1);
        if (_costs.Length < cells)
        {
            _costs = new long[cells];
            _hops = new int[cells];
        }

        Array.Fill(_costs, Unreachable, 0, cells);
        for (int spare = 0; spare <= _slack; spare++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (int index in order)
            {
                int cell = (spare * count) + index;
                if (_toTarget[index] == 0)
                {
                    _costs[cell] = 0;
                    _hops[cell] = 0;
                    continue;
                }

                ReadOnlySpan<int> targets = ArcTargets(index);
                ReadOnlySpan<long> costs = ArcCosts(index);
                for (int arc = 0; arc < targets.Length; arc++)
                {
                    int left = _toTarget[index] + spare - 1 - _toTarget[targets[arc]];
                    if (left < 0 || _costs[(left * count) + targets[arc]] == Unreachable)
                    {
                        continue;
                    }

                    int next = (left * count) + targets[arc];
                    long cost = Add(costs[arc], _costs[next]);
                    int hops = 1 + _hops[next];
                    if (cost < _costs[cell] || (cost == _costs[cell] && hops < _hops[cell]))
                    {
                        _costs[cell] = cost;
                        _hops[cell] = hops;
                    }
                }
            }
        }
    }

    private static long UnitsOf(double cost) => cost is >= 0 and <= MaxHopCost
        ? (long)Math.Round(cost * UnitsPerCost)
        : throw new ArgumentException($"The cost of a hop is a number from 0 to {MaxHopCost:0}, but was {cost}.", nameof(cost));
}
