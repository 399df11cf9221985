using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason;

/// <summary>
/// A whole graph in memory, with every capability: <see cref="IAdjacencyView"/>, <see cref="INodeIndex"/>, <see cref="INodeCatalog"/>,
/// <see cref="INodeDegrees"/>, and <see cref="IEdgeAttributes"/> when it holds attributes.
/// </summary>
/// <remarks>
/// <para>Made by <see cref="KnowledgeGraphBuilder"/> or opened from a snapshot. Edges are stored once with their direction and seen from both ends,
/// in compressed rows; texts are kept as UTF-8, so nodes are made anew at each call.</para>
/// <para>The name index finds names and synonyms letter by letter (score 1, 0.9) and folded (0.95, 0.85): lower case, every run of other characters
/// than letters and digits as one space. A text that is a node's id finds that node (score 1).</para>
/// <para>Safe for concurrent use, disposal included: calls after it throw, calls in progress end by themselves. A graph that maps its snapshot gives the
/// memory back when it has been disposed and the garbage collector finds that nobody holds it any more; a span that it gave out can be read as long as its
/// reader holds the graph.</para>
/// </remarks>
public sealed class InMemoryKnowledgeGraph : IKnowledgeGraph, IAdjacencyView, INodeIndex, INodeCatalog, INodeDegrees, IEdgeAttributes, IDisposable
{
    // A power of two.
    private const int RecentIds = 1 << 14;

    private static readonly NodeSearchOptions DefaultSearch = new();
    private readonly GraphData _data;
    private readonly string?[] _idStrings;
    private readonly int[] _recentOrdinals = new int[RecentIds];
    private readonly KnowledgeGraphMetadata _metadata;
    private bool _isDisposed;

    internal InMemoryKnowledgeGraph(GraphData data)
    {
        _data = data;
        _idStrings = new string?[data.NodeCount];
        _metadata = new KnowledgeGraphMetadata
        {
            Name = data.Name,
            Version = data.Version,
            ContentHash = data.ContentHash,
            NodeCount = data.NodeCount,
            EdgeCount = data.EdgeCount,
            NodeTypes = CountsOf(data.NodeTypes, data.NodeTypeCounts),
            Relations = data.Relations,
            RelationCounts = CountsOf([.. data.Relations.Select(static relation => relation.Relation)], data.RelationCounts),
            Sources = data.GraphSources,
        };
    }

    /// <inheritdoc />
    public int NodeCount => Data.NodeCount;

    /// <inheritdoc />
    public int EdgeCount => Data.EdgeCount;

    /// <inheritdoc />
    public IReadOnlyList<NodeType> NodeTypes => Data.NodeTypes;

    /// <inheritdoc />
    public IReadOnlyList<RelationInfo> Relations => Data.Relations;

    /// <summary>What the graph says of itself, at hand without a call.</summary>
    public KnowledgeGraphMetadata Metadata
    {
        get
        {
            ThrowIfDisposed();
            return _metadata;
        }
    }

    internal GraphData Data
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ThrowIfDisposed();
            return _data;
        }
    }

    /// <summary>Determines whether bytes are the beginning of a snapshot.</summary>
    /// <param name="start">The first bytes of a file; at least 8.</param>
    /// <returns>True when they carry the signature of the format, in any version.</returns>
    public static bool IsSnapshot(ReadOnlySpan<byte> start) => start.StartsWith(SnapshotFormat.Signature);

    /// <summary>Opens a snapshot that <see cref="SaveSnapshotAsync"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to open it; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The graph; the caller disposes it.</returns>
    /// <exception cref="KnowledgeGraphException">The file is absent, no snapshot, of another format version, or damaged.</exception>
    public static Task<InMemoryKnowledgeGraph> OpenSnapshotAsync(
        string path, SnapshotOpenOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SnapshotReader.OpenAsync(path, options ?? new SnapshotOpenOptions(), cancellationToken);
    }

    /// <summary>Writes the graph as one file, byte for byte the same for the same content on every machine.</summary>
    /// <param name="path">The file; it takes this name only when it is complete and on disk, and replaces one that was there.</param>
    /// <param name="cancellationToken">Cancels the writing; no file is left behind.</param>
    /// <returns>A task that ends when the file is in place.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public Task SaveSnapshotAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SnapshotWriter.SaveAsync(Data, path, cancellationToken);
    }

    /// <summary>The same graph with further names for some of its nodes; its content hash is another where a name was new.</summary>
    /// <param name="synonyms">The names by node; one that the node has already, or a blank one, is not added.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A new graph, which the caller disposes. It does not depend on this one, which stays as it is.</returns>
    /// <exception cref="KnowledgeGraphException">An id is that of no node.</exception>
    public InMemoryKnowledgeGraph WithSynonyms(
        IReadOnlyDictionary<NodeId, IReadOnlyList<string>> synonyms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(synonyms);
        var graph = new InMemoryKnowledgeGraph(Data.WithSynonyms(synonyms, cancellationToken));
        GC.KeepAlive(this);
        return graph;
    }

    /// <summary>Returns the same graph with other sources in its metadata; its content hash is the same.</summary>
    /// <param name="sources">The sources that the graph was built from.</param>
    /// <returns>A new graph, which the caller disposes. It does not depend on this one, which stays as it is.</returns>
    public InMemoryKnowledgeGraph WithSources(IEnumerable<KgSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var graph = new InMemoryKnowledgeGraph(Data.WithSources([.. sources.OrderBy(static source => source.Name, StringComparer.Ordinal)]));
        GC.KeepAlive(this);
        return graph;
    }

    /// <inheritdoc />
    public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Metadata);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        var nodes = new KgNode?[ids.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = TryGetOrdinal(ids[i], out int ordinal) ? GetNode(ordinal) : null;
        }

        return ValueTask.FromResult<IReadOnlyList<KgNode?>>(nodes);
    }

    /// <inheritdoc />
    public ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        GraphData data = Data;
        bool[]? relations = options?.Filter is { } filter ? [.. data.Relations.Select(filter.Allows)] : null;
        bool[]? types = options?.Filter is { } typeFilter ? [.. data.NodeTypes.Select(typeFilter.Allows)] : null;
        int cap = options?.MaxNeighborsPerNode ?? int.MaxValue;
        var lists = new IReadOnlyList<KgNeighbor>[frontier.Count];
        var truncated = new bool[frontier.Count];
        for (int i = 0; i < lists.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lists[i] = TryGetOrdinal(frontier[i], out int ordinal) ? Collect(data, ordinal, relations, types, cap, out truncated[i]) : [];
        }

        GC.KeepAlive(this);

        return ValueTask.FromResult(new NeighborBatch(lists, truncated));
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) && (serviceType != typeof(IEdgeAttributes) || !_data.Attributes.IsEmpty) ? this : null;
    }

    /// <inheritdoc />
    public bool TryGetOrdinal(NodeId id, out int ordinal)
    {
        GraphData data = Data;
        if (id.IsEmpty)
        {
            ordinal = -1;
            return false;
        }

        // The same few ids are asked for over and over. A place holds an ordinal plus 1, which is read and written whole; whether it is the id's is checked.
        ref int recent = ref _recentOrdinals[id.GetHashCode() & (_recentOrdinals.Length - 1)];
        ordinal = Volatile.Read(ref recent) - 1;
        if (ordinal >= 0 && string.Equals(_idStrings[ordinal], id.Value, StringComparison.Ordinal))
        {
            return true;
        }

        ordinal = Search(data.Ids, id.Value);
        if (ordinal >= 0)
        {
            _idStrings[ordinal] ??= id.Value;
            Volatile.Write(ref recent, ordinal + 1);
        }

        GC.KeepAlive(this);

        return ordinal >= 0;
    }

    [SkipLocalsInit]
    private static int Search(Utf8Table ids, string id)
    {
        Span<byte> buffer = stackalloc byte[256];
        return ids.BinarySearch(Utf8Ordinal.Encode(id, buffer));
    }

    /// <inheritdoc />
    public NodeId GetId(int ordinal)
    {
        GraphData data = Data;
        var id = new NodeId(_idStrings[ordinal] ??= data.Ids.GetString(ordinal));
        GC.KeepAlive(this);
        return id;
    }

    /// <inheritdoc />
    public KgNode GetNode(int ordinal)
    {
        KgNode node = Data.GetNode(ordinal);
        GC.KeepAlive(this);
        return node;
    }

    /// <inheritdoc />
    public int GetNodeTypeIndex(int ordinal) => Data.NodeTypeIndexes[ordinal];

    /// <inheritdoc />
    public ReadOnlySpan<int> GetNeighbors(int ordinal)
    {
        GraphData data = Data;
        ReadOnlySpan<int> ends = data.AdjacencyOffsets.Slice(ordinal, 2);
        return data.Neighbors.Slice(ends[0], ends[1] - ends[0]);
    }

    /// <inheritdoc />
    public ReadOnlySpan<ushort> GetRelationCodes(int ordinal)
    {
        GraphData data = Data;
        ReadOnlySpan<int> ends = data.AdjacencyOffsets.Slice(ordinal, 2);
        return data.RelationCodes.Slice(ends[0], ends[1] - ends[0]);
    }

    /// <inheritdoc />
    public ReadOnlySpan<int> GetEdgeOrdinals(int ordinal)
    {
        GraphData data = Data;
        ReadOnlySpan<int> ends = data.AdjacencyOffsets.Slice(ordinal, 2);
        return data.EdgeOrdinals.Slice(ends[0], ends[1] - ends[0]);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        GraphData data = Data;
        var found = new IReadOnlyList<ScoredNode>[texts.Count];
        for (int i = 0; i < found.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found[i] = NodeNameIndex.Search(data, texts[i], options ?? DefaultSearch);
        }

        GC.KeepAlive(this);

        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<ScoredNode>>>(found);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<KgNode> GetNodesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        for (int ordinal = 0; ordinal < NodeCount; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return GetNode(ordinal);
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ThrowIfDisposed();
        var degrees = new NodeDegree[ids.Count];
        for (int i = 0; i < degrees.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            degrees[i] = GetDegree(ids[i]);
        }

        GC.KeepAlive(this);

        return ValueTask.FromResult<IReadOnlyList<NodeDegree>>(degrees);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
        IReadOnlyList<KgEdge> edges, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edges);
        GraphData data = Data;
        var found = new IReadOnlyList<KgEdgeAttributes>[edges.Count];
        for (int i = 0; i < found.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int ordinal = data.Attributes.IsEmpty ? -1 : FindEdge(edges[i]);
            found[i] = ordinal < 0 ? [] : data.Attributes.Get(ordinal);
        }

        GC.KeepAlive(this);

        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>>(found);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isDisposed = true;
        _data.Owner?.LetGo();
    }

    private static Dictionary<TKey, long> CountsOf<TKey>(TKey[] keys, long[] counts)
        where TKey : notnull
    {
        var result = new Dictionary<TKey, long>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            if (counts[i] > 0)
            {
                result.Add(keys[i], counts[i]);
            }
        }

        return result;
    }

    private int FindEdge(KgEdge edge)
    {
        if (TryGetOrdinal(edge.Source, out int source) && TryGetOrdinal(edge.Target, out int target))
        {
            ReadOnlySpan<int> neighbors = GetNeighbors(source);
            int place = neighbors.BinarySearch(target);
            while (place > 0 && neighbors[place - 1] == target)
            {
                place--;
            }

            for (; place >= 0 && place < neighbors.Length && neighbors[place] == target; place++)
            {
                int code = GetRelationCodes(source)[place];
                if ((code & 1) == 0 && Relations[code >> 1].Relation == edge.Relation)
                {
                    return GetEdgeOrdinals(source)[place];
                }
            }
        }

        return -1;
    }

    private KgNeighbor[] Collect(GraphData data, int ordinal, bool[]? relations, bool[]? types, int cap, out bool truncated)
    {
        ReadOnlySpan<int> neighbors = GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = GetRelationCodes(ordinal);
        var list = new List<KgNeighbor>(Math.Min(cap, neighbors.Length));
        truncated = false;
        for (int i = 0; i < neighbors.Length; i++)
        {
            if ((relations is null || relations[codes[i] >> 1]) && (types is null || types[data.NodeTypeIndexes[neighbors[i]]]))
            {
                if (list.Count == cap)
                {
                    truncated = true;
                    break;
                }

                list.Add(new KgNeighbor
                {
                    Node = GetId(neighbors[i]),
                    Relation = data.Relations[codes[i] >> 1].Relation,
                    IsForward = (codes[i] & 1) == 0,
                });
            }
        }

        return [.. list];
    }

    private NodeDegree GetDegree(NodeId id)
    {
        if (!TryGetOrdinal(id, out int ordinal))
        {
            return new NodeDegree { Id = id, Total = 0, Relations = [] };
        }

        GraphData data = Data;
        ReadOnlySpan<ushort> codes = GetRelationCodes(ordinal);
        var counts = new int[data.Relations.Length * 2];
        foreach (ushort code in codes)
        {
            counts[code]++;
        }

        var relations = new List<RelationDegree>();
        for (int relation = 0; relation < data.Relations.Length; relation++)
        {
            int outgoing = counts[relation * 2];
            int incoming = counts[(relation * 2) + 1];
            if (outgoing + incoming > 0)
            {
                relations.Add(new RelationDegree { Relation = data.Relations[relation].Relation, Outgoing = outgoing, Incoming = incoming });
            }
        }

        return new NodeDegree { Id = id, Total = codes.Length, Relations = relations };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
