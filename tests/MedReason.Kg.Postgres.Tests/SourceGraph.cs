using System.Runtime.CompilerServices;

namespace MedReason.Tests;

/// <summary>A graph to copy, with something that happens, or is returned differently, on the way.</summary>
internal sealed class SourceGraph(InMemoryKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner), INodeCatalog, IEdgeAttributes
{
    /// <summary>Runs before the edges of a frontier are returned.</summary>
    public Func<Task>? BeforeEdges { get; init; }

    public Func<KnowledgeGraphMetadata, KnowledgeGraphMetadata>? Metadata { get; init; }

    public Func<KgNode, IEnumerable<KgNode>>? Nodes { get; init; }

    public Func<IReadOnlyList<KgNeighbor>, IReadOnlyList<KgNeighbor>>? Edges { get; init; }

    public Func<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>, IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>>? Attributes { get; init; }

    public bool HasCatalog { get; init; } = true;

    public bool HasAttributes { get; init; } = true;

    public override async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        KnowledgeGraphMetadata metadata = await base.GetMetadataAsync(cancellationToken);
        return Metadata?.Invoke(metadata) ?? metadata;
    }

    public override async ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (BeforeEdges is not null)
        {
            await BeforeEdges();
        }

        NeighborBatch batch = await base.GetNeighborsAsync(frontier, options, cancellationToken);
        return Edges is null ? batch : new NeighborBatch([.. Enumerable.Range(0, batch.Count).Select(i => Edges(batch[i]))]);
    }

    public async IAsyncEnumerable<KgNode> GetNodesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (KgNode node in ((INodeCatalog)InnerGraph).GetNodesAsync(cancellationToken))
        {
            foreach (KgNode listed in Nodes?.Invoke(node) ?? [node])
            {
                yield return listed;
            }
        }
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
        IReadOnlyList<KgEdge> edges, CancellationToken cancellationToken = default) =>
        Attributes!(await ((IEdgeAttributes)InnerGraph).GetAttributesAsync(edges, cancellationToken));

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(INodeCatalog) ? (HasCatalog ? this : null)
            : serviceType != typeof(IEdgeAttributes) ? base.GetService(serviceType, serviceKey)
            : Attributes is not null ? this
            : HasAttributes ? InnerGraph.GetService(serviceType, serviceKey) : null;
}
