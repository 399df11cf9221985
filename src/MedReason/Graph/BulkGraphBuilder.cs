using System.Runtime.InteropServices;
using System.Text;
using MedReason.Graph;
using MedReason.Shared;

namespace MedReason;

/// <summary>Builds an <see cref="InMemoryKnowledgeGraph"/> from numbered nodes and whole relations, for readers of large files.</summary>
/// <remarks>
/// <para>Nodes, node types, sources and relations are numbered in the order in which they are added, from 0 (sources from 1). Texts are UTF-8 and are copied;
/// ids must be valid CURIEs and unique. The graph and its content hash do not depend on the order of the calls.</para>
/// <para>Use <see cref="KnowledgeGraphBuilder"/> where the graph is small: it checks every edge and takes <see cref="KgNode"/> and <see cref="KgEdge"/>.
/// A builder builds one graph. Not safe for concurrent use.</para>
/// </remarks>
public sealed class BulkGraphBuilder
{
    private readonly Utf8TableBuilder _ids = new();
    private readonly Utf8TableBuilder _names = new();
    private readonly List<ushort> _types = [];
    private readonly List<ushort> _sources = [];
    private readonly Dictionary<int, List<string>> _synonyms = [];
    private readonly Dictionary<int, string> _definitions = [];
    private readonly List<NodeType> _nodeTypes = [];
    private readonly Dictionary<NodeType, ushort> _nodeTypeNumbers = [];
    private readonly List<string> _sourceNames = [];
    private readonly Dictionary<string, ushort> _sourceNumbers = new(StringComparer.Ordinal);
    private readonly List<RelationInfo> _relations = [];
    private readonly List<ulong[]> _edges = [];
    private readonly Dictionary<int, int[]> _attributes = [];
    private readonly EdgeAttributeTableBuilder _statements = new();
    private readonly List<KgSource> _graphSources = [];

    /// <summary>Gets the number of nodes added so far.</summary>
    public int NodeCount => _ids.Count;

    /// <summary>Packs an edge as <see cref="AddRelation(RelationInfo, ulong[])"/> takes it.</summary>
    /// <param name="source">The number of the source node.</param>
    /// <param name="target">The number of the target node.</param>
    /// <returns>The source in the upper and the target in the lower 32 bits.</returns>
    public static ulong PackEdge(int source, int target) => ((ulong)(uint)source << 32) | (uint)target;

    /// <summary>Gets the name of a node.</summary>
    /// <param name="node">The number of the node.</param>
    /// <returns>UTF-8, valid until the next node is added.</returns>
    public ReadOnlySpan<byte> GetName(int node) => _names[node];

    /// <summary>Gets the type of a node.</summary>
    /// <param name="node">The number of the node.</param>
    /// <returns>The number of the type.</returns>
    public ushort GetNodeType(int node) => _types[node];

    /// <summary>Gets a node type by its number.</summary>
    /// <param name="number">The number, from <see cref="GetNodeTypeNumber"/>.</param>
    /// <returns>The type.</returns>
    public NodeType GetNodeTypeByNumber(ushort number) => _nodeTypes[number];

    /// <summary>Gets the number of a node type, and adds the type when it is new.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="KnowledgeGraphException">The graph has more than 65,535 node types.</exception>
    public ushort GetNodeTypeNumber(NodeType type)
    {
        if (!_nodeTypeNumbers.TryGetValue(type, out ushort number))
        {
            if (_nodeTypes.Count >= GraphLimits.MaxNodeTypes)
            {
                throw new KnowledgeGraphException(
                    $"expected at most {GraphLimits.MaxNodeTypes} node types in a graph, found more; is the column of types one of names or ids? Group "
                    + "the types, or build several graphs");
            }

            number = (ushort)_nodeTypes.Count;
            _nodeTypes.Add(type);
            _nodeTypeNumbers.Add(type, number);
        }

        return number;
    }

    /// <summary>Gets the number of a source vocabulary, and adds the source when it is new.</summary>
    /// <param name="source">The name of the source.</param>
    /// <returns>Its number; 0 when <paramref name="source"/> is null or empty.</returns>
    /// <exception cref="KnowledgeGraphException">The graph has more than 65,534 sources.</exception>
    public ushort GetSourceNumber(string? source)
    {
        if (string.IsNullOrEmpty(source))
        {
            return 0;
        }

        if (!_sourceNumbers.TryGetValue(source, out ushort number))
        {
            if (_sourceNames.Count >= GraphLimits.MaxNodeSources)
            {
                throw new KnowledgeGraphException($"The graph names more than {GraphLimits.MaxNodeSources} vocabularies as sources of its nodes.");
            }

            _sourceNames.Add(source);
            number = (ushort)_sourceNames.Count;
            _sourceNumbers.Add(source, number);
        }

        return number;
    }

    /// <summary>Adds a node.</summary>
    /// <param name="id">The CURIE, as UTF-8.</param>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="type">The number of its type.</param>
    /// <param name="source">The number of its source; 0 for no source.</param>
    /// <returns>The number of the node.</returns>
    public int AddNode(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ushort type, ushort source)
    {
        _names.Add(name);
        _types.Add(type);
        _sources.Add(source);
        return _ids.Add(id);
    }

    /// <summary>Adds a synonym; one that equals the node's name, or that the node has already, is ignored.</summary>
    /// <param name="node">The number of the node.</param>
    /// <param name="synonym">The synonym.</param>
    public void AddSynonym(int node, string synonym)
    {
        ref List<string>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_synonyms, node, out _);
        (list ??= []).Add(synonym);
    }

    /// <summary>Adds the words in which the source says what a node is; ignored when they are blank or the node has a definition already.</summary>
    /// <param name="node">The number of the node.</param>
    /// <param name="definition">The definition.</param>
    public void AddDefinition(int node, string definition)
    {
        if (!string.IsNullOrWhiteSpace(definition))
        {
            _definitions.TryAdd(node, definition);
        }
    }

    /// <summary>Adds a relation with all its edges.</summary>
    /// <param name="relation">The relation; each may be added once.</param>
    /// <param name="edges">The edges, packed by <see cref="PackEdge"/>, in any order; equal edges are merged. The builder takes ownership of the array.</param>
    public void AddRelation(RelationInfo relation, ulong[] edges)
    {
        ArgumentNullException.ThrowIfNull(relation);
        ArgumentNullException.ThrowIfNull(edges);
        _relations.Add(relation);
        _edges.Add(edges);
    }

    /// <summary>Adds what a source states about edges, and returns the number by which edges refer to it.</summary>
    /// <param name="attributes">The statement; equal ones get the same number.</param>
    /// <returns>The number, from 1; 0 for a statement that is empty.</returns>
    public int AddAttributes(KgEdgeAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attributes.IsEmpty ? 0 : _statements.Add(attributes);
    }

    /// <summary>Adds what a source states about edges, collected as UTF-8, and returns the number by which edges refer to it.</summary>
    /// <param name="attributes">The statement; equal ones get the same number. It is copied.</param>
    /// <returns>The number, from 1; 0 for a statement that is empty.</returns>
    public int AddAttributes(EdgeAttributeBuffer attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attributes.IsEmpty ? 0 : _statements.Add(attributes);
    }

    /// <summary>Adds a relation with all its edges and what is stated about them.</summary>
    /// <param name="relation">The relation; each may be added once.</param>
    /// <param name="edges">The edges, packed by <see cref="PackEdge"/>, in any order; equal edges are merged and keep all their statements. The builder
    /// takes ownership of the array.</param>
    /// <param name="attributes">For each edge the number of its statement from <see cref="AddAttributes(EdgeAttributeBuffer)"/>, 0 for none. The builder
    /// takes ownership of the array.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public void AddRelation(RelationInfo relation, ulong[] edges, int[] attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(edges);
        if (attributes.Length != edges.Length)
        {
            throw new ArgumentException("One number of a statement for each edge is expected.", nameof(attributes));
        }

        AddRelation(relation, edges);
        if (attributes.AsSpan().ContainsAnyExcept(0))
        {
            _attributes[_edges.Count - 1] = attributes;
        }
    }

    /// <summary>Adds a source that the graph was built from, for <see cref="KnowledgeGraphMetadata.Sources"/>.</summary>
    /// <param name="source">The source; its name is unique within the graph.</param>
    public void AddSource(KgSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _graphSources.Add(source);
    }

    /// <summary>Builds the graph: sorts nodes and edges, and computes adjacency, content hash and name index.</summary>
    /// <param name="name">The name of the graph, such as <c>PrimeKG</c>.</param>
    /// <param name="version">The version as its publisher names it; empty when unknown.</param>
    /// <param name="cancellationToken">Cancels the work; the builder cannot be used again.</param>
    /// <returns>The graph; the caller disposes it.</returns>
    /// <exception cref="KnowledgeGraphException">Two nodes have the same id, a relation was added twice, or there are more relations than a graph can
    /// hold.</exception>
    public InMemoryKnowledgeGraph Build(string name, string version, CancellationToken cancellationToken = default) =>
        new(Assemble(name, version, cancellationToken));

    internal int AddNode(KgNode node)
    {
        _names.Add(node.Name);
        _types.Add(GetNodeTypeNumber(node.Type));
        _sources.Add(GetSourceNumber(node.Source));
        int number = _ids.Add(node.Id.Value);
        AddDefinition(number, node.Definition ?? string.Empty);
        return number;
    }

    private GraphData Assemble(string name, string version, CancellationToken cancellationToken)
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
        Utf8Table ids = Utf8Table.From(nodes.Ids);
        Utf8Table names = Utf8Table.From(nodes.Names);
        Utf8Table synonyms = Utf8Table.From(nodes.Synonyms);
        cancellationToken.ThrowIfCancellationRequested();

        var relationCounts = new long[relationOrder.Length];
        var edges = new ulong[relationOrder.Length][];
        var sets = new int[relationOrder.Length][];
        for (int code = 0; code < relationOrder.Length; code++)
        {
            int number = relationOrder[code];
            edges[code] = _attributes.Remove(number, out int[]? statements)
                ? RemapSortMerge(_edges[number], position, statements, out sets[code])
                : RemapSortMerge(_edges[number], position);
            _edges[number] = [];
            relationCounts[code] = edges[code].LongLength;
            cancellationToken.ThrowIfCancellationRequested();
        }

        EdgeColumns columns = EdgeColumns.Build(edges, sets, nodeCount, cancellationToken);
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
            Definitions = _definitions.Count == 0 ? null : Utf8Table.From(nodes.Definitions),
            AdjacencyOffsets = new Block<int>(columns.Offsets),
            Neighbors = new Block<int>(columns.Neighbors),
            RelationCodes = new Block<ushort>(columns.Codes),
            EdgeOrdinals = new Block<int>(columns.EdgeOrdinals),
            NameHashes = new Block<uint>(hashes),
            NameReferences = new Block<int>(references),
            Attributes = columns.AttributeSets is { } used ? _statements.Build(used) : EdgeAttributeTable.Empty,
            GraphSources = [.. _graphSources.OrderBy(static source => source.Name, StringComparer.Ordinal)],
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

    private static void Remap(ulong[] edges, int[] position)
    {
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = ((ulong)(uint)position[(int)(edges[i] >> 32)] << 32) | (uint)position[(int)(uint)edges[i]];
        }
    }

    private static ulong[] RemapSortMerge(ulong[] edges, int[] position)
    {
        Remap(edges, position);
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

    /// <summary>As the other, with the statements about each edge united into a set.</summary>
    private ulong[] RemapSortMerge(ulong[] edges, int[] position, int[] statements, out int[] sets)
    {
        Remap(edges, position);
        RadixSort.Sort(edges, statements, position.Length);
        var united = new List<int>();
        int kept = 0;
        for (int i = 0, end; i < edges.Length; i = end)
        {
            ulong edge = edges[i];
            int set = statements[i];
            for (end = i + 1; end < edges.Length && edges[end] == edge; end++)
            {
            }

            if (end > i + 1)
            {
                united.Clear();
                foreach (int statement in statements.AsSpan(i..end))
                {
                    if (statement != 0)
                    {
                        united.Add(statement);
                    }
                }

                set = united.Count == 0 ? 0 : _statements.AddSet(united);
            }

            edges[kept] = edge;
            statements[kept++] = set;
        }

        Array.Resize(ref edges, kept);
        Array.Resize(ref statements, kept);
        sets = statements;
        return edges;
    }

    private int[] SortNodes()
    {
        int[] order = Utf8Ordinal.Order(_ids.Count, number => _ids[number]);
        for (int i = 1; i < order.Length; i++)
        {
            if (_ids[order[i]].SequenceEqual(_ids[order[i - 1]]))
            {
                throw new KnowledgeGraphException($"The node id '{Encoding.UTF8.GetString(_ids[order[i]])}' appears twice; every node needs an id of its own.");
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
            columns.Definitions.Add(_definitions.GetValueOrDefault(node, string.Empty));
        }
    }

    private sealed class NodeColumns(int count)
    {
        public Utf8TableBuilder Ids { get; } = new(count, count * 16);

        public Utf8TableBuilder Names { get; } = new(count, count * 32);

        public Utf8TableBuilder Synonyms { get; } = new();

        public Utf8TableBuilder Definitions { get; } = new();

        public ushort[] Types { get; } = new ushort[count];

        public ushort[] Sources { get; } = new ushort[count];

        public int[] SynonymOffsets { get; } = new int[count + 1];
    }
}
