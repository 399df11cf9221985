using System.Runtime.CompilerServices;

namespace MedReason.Testing.Tests;

/// <summary>A correct graph whose answers can be spoilt one by one, to see whether the suite notices.</summary>
internal sealed class MutantGraph(InMemoryKnowledgeGraph inner) : IKnowledgeGraph, IAdjacencyView, INodeIndex, INodeCatalog, INodeDegrees, IEdgeAttributes, IDisposable
{
    private long _roundTrips;

    public InMemoryKnowledgeGraph Inner => inner;

    public long RoundTrips => Interlocked.Read(ref _roundTrips);

    public long TripsPerCall { get; set; } = 1;

    public Func<CancellationToken, CancellationToken> Token { get; set; } = token => token;

    public Func<KnowledgeGraphMetadata, KnowledgeGraphMetadata> Metadata { get; set; } = metadata => metadata;

    public Func<IReadOnlyList<NodeId>, Func<IReadOnlyList<NodeId>, ValueTask<IReadOnlyList<KgNode?>>>, ValueTask<IReadOnlyList<KgNode?>>> Nodes { get; set; } =
        (ids, next) => next(ids);

    public Func<KgNode, KgNode> Node { get; set; } = node => node;

    public Func<IReadOnlyList<NodeId>, IReadOnlyList<NodeId>> Frontier { get; set; } = frontier => frontier;

    public Func<NeighborOptions?, NeighborOptions?> Options { get; set; } = options => options;

    public Func<NodeId, IReadOnlyList<KgNeighbor>, IEnumerable<KgNeighbor>> Neighbors { get; set; } = (_, neighbors) => neighbors;

    public Func<NeighborOptions?, int, bool, bool> Truncated { get; set; } = (_, _, truncated) => truncated;

    public Func<Type, object?, Func<Type, object?, object?>, object?> Service { get; set; } = (type, key, next) => next(type, key);

    public Func<int, int> Ordinal { get; set; } = ordinal => ordinal;

    public Func<int, int> EdgeOrdinal { get; set; } = ordinal => ordinal;

    public Func<ushort, ushort> RelationCode { get; set; } = code => code;

    public Func<IReadOnlyList<RelationInfo>, IReadOnlyList<RelationInfo>> ViewRelations { get; set; } = relations => relations;

    public int UnknownOrdinal { get; set; } = -1;

    public Func<IEnumerable<KgNode>, IEnumerable<KgNode>> Catalog { get; set; } = nodes => nodes;

    public Func<NodeDegree, NodeDegree> Degree { get; set; } = degree => degree;

    public Func<NodeSearchOptions?, NodeSearchOptions?> SearchOptions { get; set; } = options => options;

    public Func<string, IReadOnlyList<ScoredNode>, IEnumerable<ScoredNode>> Found { get; set; } = (_, found) => found;

    public Func<IReadOnlyList<KgEdge>, Func<IReadOnlyList<KgEdge>, IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>>, IEnumerable<IReadOnlyList<KgEdgeAttributes>>>
        Attributes
    { get; set; } = (edges, next) => next(edges);

    public Action OnDispose { get; set; } = inner.Dispose;

    public int NodeCount => inner.NodeCount;

    public int EdgeCount => inner.EdgeCount;

    public IReadOnlyList<NodeType> NodeTypes => inner.NodeTypes;

    public IReadOnlyList<RelationInfo> Relations => ViewRelations(inner.Relations);

    public async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) =>
        Metadata(await inner.GetMetadataAsync(Token(cancellationToken)));

    public async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _roundTrips, TripsPerCall);
        IReadOnlyList<KgNode?> nodes = await Nodes(ids, asked => inner.GetNodesAsync(asked, Token(cancellationToken)));
        return [.. nodes.Select(node => node is null ? null : Node(node))];
    }

    public async ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _roundTrips, TripsPerCall);
        NeighborBatch batch = await inner.GetNeighborsAsync(Frontier(frontier), Options(options), Token(cancellationToken));
        return new NeighborBatch(
            [.. Enumerable.Range(0, batch.Count).Select(i => (IReadOnlyList<KgNeighbor>)[.. Neighbors(frontier[i], batch[i])])],
            [.. Enumerable.Range(0, batch.Count).Select(i => Truncated(options, batch[i].Count, batch.IsTruncated(i)))]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        Service(serviceType, serviceKey, (type, key) =>
        {
            ArgumentNullException.ThrowIfNull(type);
            return key is null && type.IsInstanceOfType(this) ? this : null;
        });

    public bool TryGetOrdinal(NodeId id, out int ordinal)
    {
        bool found = inner.TryGetOrdinal(id, out ordinal);
        ordinal = found ? Ordinal(ordinal) : UnknownOrdinal;
        return found;
    }

    public NodeId GetId(int ordinal) => inner.GetId(Ordinal(ordinal));

    public KgNode GetNode(int ordinal) => inner.GetNode(Ordinal(ordinal));

    public int GetNodeTypeIndex(int ordinal) => inner.GetNodeTypeIndex(Ordinal(ordinal));

    public ReadOnlySpan<int> GetNeighbors(int ordinal) => inner.GetNeighbors(Ordinal(ordinal)).ToArray().Select(Ordinal).ToArray();

    public ReadOnlySpan<ushort> GetRelationCodes(int ordinal) => inner.GetRelationCodes(Ordinal(ordinal)).ToArray().Select(RelationCode).ToArray();

    public ReadOnlySpan<int> GetEdgeOrdinals(int ordinal) => inner.GetEdgeOrdinals(Ordinal(ordinal)).ToArray().Select(EdgeOrdinal).ToArray();

    public async ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await inner.SearchAsync(texts, SearchOptions(options), Token(cancellationToken));
        return [.. found.Select((nodes, i) => (IReadOnlyList<ScoredNode>)[.. Found(texts[i], nodes)])];
    }

    public async IAsyncEnumerable<KgNode> GetNodesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var nodes = new List<KgNode>();
        await foreach (KgNode node in inner.GetNodesAsync(Token(CancellationToken.None)))
        {
            nodes.Add(node);
        }

        foreach (KgNode node in Catalog(nodes))
        {
            Token(cancellationToken).ThrowIfCancellationRequested();
            yield return node;
        }
    }

    public async ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _roundTrips, TripsPerCall);
        IReadOnlyList<NodeDegree> degrees = await inner.GetDegreesAsync(ids, Token(cancellationToken));
        return [.. degrees.Select(Degree)];
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
        IReadOnlyList<KgEdge> edges, CancellationToken cancellationToken = default)
    {
        Interlocked.Add(ref _roundTrips, TripsPerCall);
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> all = await inner.GetAttributesAsync(edges, Token(cancellationToken));
        return [.. Attributes(edges, asked => ReferenceEquals(asked, edges) ? all : [.. asked.Select(Find)])];

        IReadOnlyList<KgEdgeAttributes> Find(KgEdge edge) => all[edges.Index().First(pair => ReferenceEquals(pair.Item, edge)).Index];
    }

    public void Dispose() => OnDispose();
}
