namespace MedReason;

/// <summary>A graph that passes every call on to another: the base for decorators. Override what should differ.</summary>
/// <remarks>
/// <see cref="GetService"/> forwards no data capability (<see cref="IAdjacencyView"/>, <see cref="INodeIndex"/>, <see cref="INodeCatalog"/>,
/// <see cref="INodeDegrees"/>, <see cref="IEdgeAttributes"/>) and nothing that is one by another name, so that a decorator that hides nodes or edges cannot
/// be walked around. A decorator that leaves the data as it is overrides it and forwards them. The inner graph is never disposed here: its creator owns it.
/// </remarks>
public abstract class DelegatingKnowledgeGraph : IKnowledgeGraph
{
    /// <summary>Wraps a graph.</summary>
    /// <param name="innerGraph">The graph that answers.</param>
    protected DelegatingKnowledgeGraph(IKnowledgeGraph innerGraph)
    {
        ArgumentNullException.ThrowIfNull(innerGraph);
        InnerGraph = innerGraph;
    }

    /// <summary>The graph that answers.</summary>
    protected IKnowledgeGraph InnerGraph { get; }

    /// <inheritdoc />
    public virtual ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) =>
        InnerGraph.GetMetadataAsync(cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
        InnerGraph.GetNodesAsync(ids, cancellationToken);

    /// <inheritdoc />
    public virtual ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerGraph.GetNeighborsAsync(frontier, options, cancellationToken);

    /// <summary>A capability of this graph: itself, or a service of the inner graph that hands out no data.</summary>
    /// <param name="serviceType">The capability's type.</param>
    /// <param name="serviceKey">Distinguishes several services of one type; usually null.</param>
    /// <returns>The capability; null for a data capability, and for whatever would hand out the inner graph by another type.</returns>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType.IsInstanceOfType(this))
        {
            return this;
        }

        // An inner graph answers for any type that it is an instance of, such as IDisposable or object, and would hand out itself.
        object? service = IsDataCapability(serviceType) ? null : InnerGraph.GetService(serviceType, serviceKey);
        return service is null || IsDataCapability(service.GetType()) ? null : service;
    }

    /// <summary>Whether a type is a capability that hands out the graph's data.</summary>
    /// <param name="serviceType">The type asked for.</param>
    /// <returns>True for <see cref="IAdjacencyView"/>, <see cref="INodeIndex"/>, <see cref="INodeCatalog"/>, <see cref="INodeDegrees"/>,
    /// <see cref="IEdgeAttributes"/>, and for a concrete graph type, which would hand out the inner graph itself.</returns>
    protected static bool IsDataCapability(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return typeof(IAdjacencyView).IsAssignableFrom(serviceType)
            || typeof(INodeIndex).IsAssignableFrom(serviceType)
            || typeof(INodeCatalog).IsAssignableFrom(serviceType)
            || typeof(INodeDegrees).IsAssignableFrom(serviceType)
            || typeof(IEdgeAttributes).IsAssignableFrom(serviceType)
            || typeof(IKnowledgeGraph).IsAssignableFrom(serviceType);
    }
}
