using System.Runtime.InteropServices;
using System.Text;

namespace MedReason;

/// <summary>Makes <see cref="GraphData"/> out of nodes and edges in any order.</summary>
/// <remarks>
/// Nodes and relations are numbered as they come; edges go by these numbers. <see cref="Assemble"/> may be called once. Not safe for concurrent use.
/// </remarks>
internal sealed class GraphAssembler
{
    private readonly Utf8TableBuilder _ids = new();
    private readonly Utf8TableBuilder _names = new();
    private readonly List<ushort> _types = [];
    private readonly List<ushort> _sources = [];
    private readonly Dictionary<int, List<string>> _synonyms = [];
    private readonly List<NodeType> _nodeTypes = [];
    private readonly Dictionary<NodeType, ushort> _nodeTypeNumbers = [];
    private readonly List<string> _sourceNames = [];
    private readonly Dictionary<string, ushort> _sourceNumbers = new(StringComparer.Ordinal);
    private readonly List<RelationInfo> _relations = [];
    private readonly List<ulong[]> _edges = [];

    public int NodeCount => _ids.Count;

    public int RelationCount => _relations.Count;

    public ReadOnlySpan<byte> GetName(int node) => _names[node];

    public ushort GetNodeType(int node) => _types[node];

    public NodeType GetNodeTypeByNumber(ushort number) => _nodeTypes[number];

    /// <summary>The number of a node type, a new one where it is seen first.</summary>
    public ushort GetNodeTypeNumber(NodeType type)
    {
        if (!_nodeTypeNumbers.TryGetValue(type, out ushort number))
        {
            number = checked((ushort)_nodeTypes.Count);
            _nodeTypes.Add(type);
            _nodeTypeNumbers.Add(type, number);
        }

        return number;
    }

    /// <summary>The number of a vocabulary, a new one where it is seen first; 0 for none.</summary>
    public ushort GetSourceNumber(string? source)
    {
        if (string.IsNullOrEmpty(source))
        {
            return 0;
        }

        if (!_sourceNumbers.TryGetValue(source, out ushort number))
        {
            if (_sourceNames.Count + 1 > ushort.MaxValue)
            {
                throw new KnowledgeGraphException($"The graph names more than {ushort.MaxValue - 1} vocabularies as sources of its nodes.");
            }

            _sourceNames.Add(source);
            number = (ushort)_sourceNames.Count;
            _sourceNumbers.Add(source, number);
        }

        return number;
    }

    public int AddNode(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ushort type, ushort source)
    {
        _names.Add(name);
        _types.Add(type);
        _sources.Add(source);
        return _ids.Add(id);
    }

    public int AddNode(KgNode node)
    {
        _names.Add(node.Name);
        _types.Add(GetNodeTypeNumber(node.Type));
        _sources.Add(GetSourceNumber(node.Source));
        return _ids.Add(node.Id.Value);
    }

    /// <summary>Adds another name; one that equals the name or stands already is dropped when the graph is assembled.</summary>
    public void AddSynonym(int node, string synonym)
    {
        ref List<string>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_synonyms, node, out _);
        (list ??= []).Add(synonym);
    }

    /// <summary>Adds a relation with all its edges, each as source in the upper and target in the lower 32 bits; the array becomes the assembler's.</summary>
    public void AddRelation(RelationInfo relation, ulong[] edges)
    {
        _relations.Add(relation);
        _edges.Add(edges);
    }

    /// <summary>Sorts, merges equal edges, and computes adjacency, content hash and name index.</summary>
    public GraphData Assemble(string name, string version, CancellationToken cancellationToken)
    {
        int[] order = SortNodes();
        int nodeCount = order.Length;
        var position = new int[nodeCount];
        for (int i = 0; i < nodeCount; i++)
        {
            position[order[i]] = i;
        }

        cancellationToken.ThrowIfCancellationRequested();
        int[] typeOrder = Order(_nodeTypes, static (left, right) => left.CompareTo(right));
        int[] sourceOrder = Order(_sourceNames, string.CompareOrdinal);
        int[] relationOrder = Order(_relations, static (left, right) => left.Relation.CompareTo(right.Relation));
        CheckRelations(relationOrder);

        var nodes = new NodeColumns(nodeCount);
        FillNodes(nodes, order, Invert(typeOrder), Invert(sourceOrder));
        Utf8Table ids = nodes.Ids.ToTable();
        Utf8Table names = nodes.Names.ToTable();
        Utf8Table synonyms = nodes.Synonyms.ToTable();
        cancellationToken.ThrowIfCancellationRequested();

        var relationCounts = new long[relationOrder.Length];
        var edges = new ulong[relationOrder.Length][];
        for (int code = 0; code < relationOrder.Length; code++)
        {
            edges[code] = RemapSortMerge(_edges[relationOrder[code]], position);
            _edges[relationOrder[code]] = [];
            relationCounts[code] = edges[code].LongLength;
            cancellationToken.ThrowIfCancellationRequested();
        }

        EdgeColumns columns = EdgeColumns.Build(edges, nodeCount, cancellationToken);
        RelationInfo[] relations = [.. relationOrder.Select(number => _relations[number])];
        (uint[] hashes, int[] references) = NodeNameIndex.Build(names, synonyms);
        NodeType[] types = [.. typeOrder.Select(number => _nodeTypes[number])];
        var typeCounts = new long[types.Length];
        foreach (ushort type in nodes.Types)
        {
            typeCounts[type]++;
        }

        GraphData data = new()
        {
            Name = name,
            Version = version,
            ContentHash = string.Empty,
            EdgeCount = columns.EdgeCount,
            NodeTypes = types,
            NodeTypeCounts = typeCounts,
            Relations = relations,
            RelationCounts = relationCounts,
            Sources = [.. sourceOrder.Select(number => _sourceNames[number])],
            Ids = ids,
            Names = names,
            NodeTypeIndexes = new Block<ushort>(nodes.Types),
            NodeSources = new Block<ushort>(nodes.Sources),
            SynonymOffsets = new Block<int>(nodes.SynonymOffsets),
            Synonyms = synonyms,
            AdjacencyOffsets = new Block<int>(columns.Offsets),
            Neighbors = new Block<int>(columns.Neighbors),
            RelationCodes = new Block<ushort>(columns.Codes),
            EdgeOrdinals = new Block<int>(columns.EdgeOrdinals),
            NameHashes = new Block<uint>(hashes),
            NameReferences = new Block<int>(references),
        };
        return data.WithContentHash(cancellationToken);
    }

    private static int[] Order<T>(List<T> items, Comparison<T> comparison)
    {
        var order = new int[items.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) => comparison(items[left], items[right]));
        return order;
    }

    private static ushort[] Invert(int[] order)
    {
        var position = new ushort[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            position[order[i]] = (ushort)i;
        }

        return position;
    }

    private static ulong[] RemapSortMerge(ulong[] edges, int[] position)
    {
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = ((ulong)(uint)position[(int)(edges[i] >> 32)] << 32) | (uint)position[(int)(uint)edges[i]];
        }

        RadixSort.Sort(edges, position.Length);
        int kept = 0;
        for (int i = 0; i < edges.Length; i++)
        {
            if (i == 0 || edges[i] != edges[i - 1])
            {
                edges[kept++] = edges[i];
            }
        }

        if (kept < edges.Length)
        {
            Array.Resize(ref edges, kept);
        }

        return edges;
    }

    private int[] SortNodes()
    {
        var order = new int[_ids.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) => Utf8Ordinal.Compare(_ids[left], _ids[right]));
        for (int i = 1; i < order.Length; i++)
        {
            if (_ids[order[i]].SequenceEqual(_ids[order[i - 1]]))
            {
                throw new KnowledgeGraphException($"The node id '{Encoding.UTF8.GetString(_ids[order[i]])}' stands twice; every node needs an id of its own.");
            }
        }

        return order;
    }

    private void CheckRelations(int[] relationOrder)
    {
        if (relationOrder.Length > GraphLimits.MaxRelations)
        {
            throw new KnowledgeGraphException($"The graph has {relationOrder.Length} relations; at most {GraphLimits.MaxRelations} are supported.");
        }

        for (int i = 1; i < relationOrder.Length; i++)
        {
            RelationType relation = _relations[relationOrder[i]].Relation;
            if (relation == _relations[relationOrder[i - 1]].Relation)
            {
                throw new KnowledgeGraphException($"The relation '{relation}' is described twice.");
            }
        }
    }

    private void FillNodes(NodeColumns columns, int[] order, ushort[] typePositions, ushort[] sourcePositions)
    {
        for (int ordinal = 0; ordinal < order.Length; ordinal++)
        {
            int node = order[ordinal];
            columns.Ids.Add(_ids[node]);
            columns.Names.Add(_names[node]);
            columns.Types[ordinal] = typePositions[_types[node]];
            columns.Sources[ordinal] = _sources[node] == 0 ? (ushort)0 : (ushort)(sourcePositions[_sources[node] - 1] + 1);
            if (_synonyms.TryGetValue(node, out List<string>? synonyms))
            {
                string name = Encoding.UTF8.GetString(_names[node]);
                synonyms.Sort(StringComparer.Ordinal);
                string? last = null;
                foreach (string synonym in synonyms)
                {
                    if (!string.Equals(synonym, last, StringComparison.Ordinal) && !string.Equals(synonym, name, StringComparison.Ordinal))
                    {
                        columns.Synonyms.Add(synonym);
                    }

                    last = synonym;
                }
            }

            columns.SynonymOffsets[ordinal + 1] = columns.Synonyms.Count;
        }
    }

    private sealed class NodeColumns(int count)
    {
        public Utf8TableBuilder Ids { get; } = new(count, count * 16);

        public Utf8TableBuilder Names { get; } = new(count, count * 32);

        public Utf8TableBuilder Synonyms { get; } = new();

        public ushort[] Types { get; } = new ushort[count];

        public ushort[] Sources { get; } = new ushort[count];

        public int[] SynonymOffsets { get; } = new int[count + 1];
    }
}
