namespace MedReason.Tests.Paths.Search;

/// <summary>A graph out of plain arrays, made independently of the library's own, so that the finder is tested on its contract alone.</summary>
internal sealed class ArrayGraph : IKnowledgeGraph, IAdjacencyView
{
    private readonly KgNode[] _nodes;
    private readonly Dictionary<NodeId, int> _ordinals = [];
    private readonly int[] _types;
    private readonly int[] _starts;
    private readonly int[] _neighbors;
    private readonly ushort[] _codes;
    private readonly KnowledgeGraphMetadata _metadata;

    public ArrayGraph(IEnumerable<KgNode> nodes, IEnumerable<KgEdge> edges, IEnumerable<RelationInfo> relations)
    {
        _nodes = [.. nodes.OrderBy(node => node.Id)];
        for (int i = 0; i < _nodes.Length; i++)
        {
            _ordinals.Add(_nodes[i].Id, i);
        }

        NodeTypes = [.. _nodes.Select(node => node.Type).Distinct().Order()];
        var typeIndexes = NodeTypes.Select((type, i) => (type, i)).ToDictionary(pair => pair.type, pair => pair.i);
        _types = [.. _nodes.Select(node => typeIndexes[node.Type])];
        Relations = [.. relations.OrderBy(relation => relation.Relation)];
        var relationIndexes = Relations.Select((relation, i) => (relation.Relation, i)).ToDictionary(pair => pair.Relation, pair => pair.i);
        var arcs = new List<(int From, int To, ushort Code)>();
        int edgeCount = 0;
        var counts = new Dictionary<RelationType, long>();
        foreach (KgEdge edge in edges.Distinct())
        {
            (int source, int target, int relation) = (_ordinals[edge.Source], _ordinals[edge.Target], relationIndexes[edge.Relation]);
            arcs.Add((source, target, (ushort)(2 * relation)));
            if (source != target)
            {
                arcs.Add((target, source, (ushort)((2 * relation) + 1)));
            }

            counts[edge.Relation] = counts.GetValueOrDefault(edge.Relation) + 1;
            edgeCount++;
        }

        arcs.Sort();
        EdgeCount = edgeCount;
        _starts = new int[_nodes.Length + 1];
        _neighbors = new int[arcs.Count];
        _codes = new ushort[arcs.Count];
        for (int i = 0; i < arcs.Count; i++)
        {
            _neighbors[i] = arcs[i].To;
            _codes[i] = arcs[i].Code;
            _starts[arcs[i].From + 1] = i + 1;
        }

        for (int node = 0; node < _nodes.Length; node++)
        {
            _starts[node + 1] = Math.Max(_starts[node + 1], _starts[node]);
        }

        _metadata = new KnowledgeGraphMetadata
        {
            Name = "array",
            Version = string.Empty,
            NodeCount = _nodes.Length,
            EdgeCount = edgeCount,
            NodeTypes = _nodes.GroupBy(node => node.Type).ToDictionary(group => group.Key, group => (long)group.Count()),
            Relations = Relations,
            RelationCounts = counts,
        };
    }

    public int NodeCount => _nodes.Length;

    public int EdgeCount { get; }

    public IReadOnlyList<NodeType> NodeTypes { get; }

    public IReadOnlyList<RelationInfo> Relations { get; }

    /// <summary>A graph of undirected links between numbered nodes of one type.</summary>
    public static ArrayGraph OfLinks(int nodeCount, IEnumerable<(int From, int To)> links)
    {
        var relation = Relation("links", Polarity.Affirmed);
        return new ArrayGraph(
            Enumerable.Range(0, nodeCount).Select(i => new KgNode { Id = Id(i), Name = $"node {i}", Type = new NodeType("thing") }),
            links.Select(link => new KgEdge { Source = Id(link.From), Target = Id(link.To), Relation = relation.Relation }),
            [relation]);
    }

    public static NodeId Id(int number) => new($"N:{number:0000000}");

    public static RelationInfo Relation(string name, Polarity polarity) => new()
    {
        Relation = new RelationType(name),
        Family = new RelationType(name).Family,
        DisplayName = name,
        ForwardPhrase = name,
        ReversePhrase = "inverse " + name,
        Polarity = polarity,
    };

    public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(_metadata);

    public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<KgNode?>>([.. ids.Select(id => _ordinals.TryGetValue(id, out int ordinal) ? _nodes[ordinal] : null)]);

    public ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lists = new List<IReadOnlyList<KgNeighbor>>();
        var truncated = new List<bool>();
        foreach (NodeId id in frontier)
        {
            var list = new List<KgNeighbor>();
            if (_ordinals.TryGetValue(id, out int ordinal))
            {
                for (int i = _starts[ordinal]; i < _starts[ordinal + 1]; i++)
                {
                    RelationInfo relation = Relations[_codes[i] >> 1];
                    if (options?.Filter is not { } filter || (filter.Allows(relation) && filter.Allows(_nodes[_neighbors[i]].Type)))
                    {
                        list.Add(new KgNeighbor { Node = _nodes[_neighbors[i]].Id, Relation = relation.Relation, IsForward = (_codes[i] & 1) == 0 });
                    }
                }
            }

            truncated.Add(options?.MaxNeighborsPerNode is { } max && list.Count > max);
            lists.Add(options?.MaxNeighborsPerNode is { } cap ? [.. list.Take(cap)] : list);
        }

        return ValueTask.FromResult(new NeighborBatch(lists, truncated));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public bool TryGetOrdinal(NodeId id, out int ordinal)
    {
        bool isKnown = _ordinals.TryGetValue(id, out ordinal);
        ordinal = isKnown ? ordinal : -1;
        return isKnown;
    }

    public NodeId GetId(int ordinal) => _nodes[ordinal].Id;

    public KgNode GetNode(int ordinal) => _nodes[ordinal];

    public int GetNodeTypeIndex(int ordinal) => _types[ordinal];

    public ReadOnlySpan<int> GetNeighbors(int ordinal) => _neighbors.AsSpan(_starts[ordinal], _starts[ordinal + 1] - _starts[ordinal]);

    public ReadOnlySpan<ushort> GetRelationCodes(int ordinal) => _codes.AsSpan(_starts[ordinal], _starts[ordinal + 1] - _starts[ordinal]);

    public ReadOnlySpan<int> GetEdgeOrdinals(int ordinal) => throw new NotSupportedException("Path search needs no edge ordinals.");
}
