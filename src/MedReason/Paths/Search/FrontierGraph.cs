namespace MedReason.Paths;

/// <summary>The part of a graph that a <see cref="FrontierExpansion"/> has read, as rows over ordinals, so that one search serves both ways.</summary>
/// <remarks>
/// Holds edges that pass the query's filter, seen from both ends. Of a node that is not the end of a pair only is known that it passed the filter, so there
/// are two node types: what may be inside a path, and what may not. Nodes have only their ids until <see cref="SetNode"/>.
/// </remarks>
internal sealed class FrontierGraph : IAdjacencyView
{
    /// <summary>The type index of nodes that may only be ends.</summary>
    public const ushort Barred = 1;

    private readonly NodeId[] _ids;
    private readonly KgNode?[] _nodes;
    private readonly Dictionary<NodeId, int> _ordinals;
    private readonly ushort[] _types;
    private readonly int[] _starts;
    private readonly int[] _neighbors;
    private readonly ushort[] _codes;

    /// <summary>Creates the rows.</summary>
    /// <param name="ids">The ids, in order.</param>
    /// <param name="barred">The nodes that may only be ends.</param>
    /// <param name="relations">The relations, in order.</param>
    /// <param name="edges">The edges, each at least once, from either end; no self loop.</param>
    public FrontierGraph(NodeId[] ids, IReadOnlySet<NodeId> barred, IReadOnlyList<RelationInfo> relations, List<(int From, int To, ushort Code)> edges)
    {
        _ids = ids;
        _nodes = new KgNode?[ids.Length];
        _types = new ushort[ids.Length];
        _ordinals = new Dictionary<NodeId, int>(ids.Length);
        Relations = relations;
        for (int i = 0; i < ids.Length; i++)
        {
            _ordinals.Add(ids[i], i);
            _types[i] = barred.Contains(ids[i]) ? Barred : (ushort)0;
        }

        var arcs = new List<(int From, int To, ushort Code)>(edges.Count * 2);
        foreach ((int from, int to, ushort code) in edges)
        {
            arcs.Add((from, to, code));
            arcs.Add((to, from, (ushort)(code ^ 1)));
        }

        arcs.Sort();
        _starts = new int[ids.Length + 1];
        _neighbors = new int[arcs.Count];
        _codes = new ushort[arcs.Count];
        int count = 0;
        for (int i = 0; i < arcs.Count; i++)
        {
            // An edge between two nodes whose edges were both requested was returned twice.
            if (i == 0 || arcs[i] != arcs[i - 1])
            {
                _neighbors[count] = arcs[i].To;
                _codes[count++] = arcs[i].Code;
                _starts[arcs[i].From + 1] = count;
            }
        }

        for (int node = 0; node < ids.Length; node++)
        {
            _starts[node + 1] = Math.Max(_starts[node + 1], _starts[node]);
        }

        EdgeCount = count / 2;
    }

    /// <inheritdoc />
    public int NodeCount => _ids.Length;

    /// <inheritdoc />
    public int EdgeCount { get; }

    /// <inheritdoc />
    public IReadOnlyList<NodeType> NodeTypes { get; } = [new NodeType("between"), new NodeType("end")];

    /// <inheritdoc />
    public IReadOnlyList<RelationInfo> Relations { get; }

    /// <summary>Gets the filter that allows every edge, and every node but those that may only be ends.</summary>
    public WalkFilter Filter => new(null, _types, [true, false]);

    /// <summary>Puts a whole node in place of its id.</summary>
    public void SetNode(KgNode node) => _nodes[_ordinals[node.Id]] = node;

    /// <inheritdoc />
    public bool TryGetOrdinal(NodeId id, out int ordinal)
    {
        bool isKnown = _ordinals.TryGetValue(id, out ordinal);
        ordinal = isKnown ? ordinal : -1;
        return isKnown;
    }

    /// <inheritdoc />
    public NodeId GetId(int ordinal) => _ids[ordinal];

    /// <inheritdoc />
    public KgNode GetNode(int ordinal) => _nodes[ordinal] ??= new KgNode { Id = _ids[ordinal], Name = string.Empty, Type = NodeTypes[_types[ordinal]] };

    /// <inheritdoc />
    public int GetNodeTypeIndex(int ordinal) => _types[ordinal];

    /// <inheritdoc />
    public ReadOnlySpan<int> GetNeighbors(int ordinal) => _neighbors.AsSpan(_starts[ordinal], _starts[ordinal + 1] - _starts[ordinal]);

    /// <inheritdoc />
    public ReadOnlySpan<ushort> GetRelationCodes(int ordinal) => _codes.AsSpan(_starts[ordinal], _starts[ordinal + 1] - _starts[ordinal]);

    /// <inheritdoc />
    public ReadOnlySpan<int> GetEdgeOrdinals(int ordinal) => throw new NotSupportedException("A part of a graph does not know the edge ordinals of the whole.");
}
