namespace MedReason;

/// <summary>A read-only medical knowledge graph: the one interface to implement to bring a graph of one's own.</summary>
/// <remarks>
/// <para><b>Thread safety.</b> All members may be called at any time from any number of threads.</para>
/// <para><b>Life.</b> Whoever creates a graph disposes it (a graph that holds resources implements <see cref="IAsyncDisposable"/> or
/// <see cref="IDisposable"/>); pipelines, stages and decorators never do. After disposal members throw <see cref="ObjectDisposedException"/>.</para>
/// <para><b>Errors.</b> A failure of the graph itself (connection lost, file damaged) is a <see cref="KnowledgeGraphException"/>; an unknown id is no
/// failure. Cancellation throws <see cref="OperationCanceledException"/>.</para>
/// <para><b>Capabilities.</b> What a graph can do beyond these members is asked for with <see cref="GetService"/>: <see cref="IAdjacencyView"/>,
/// <see cref="INodeIndex"/>, <see cref="INodeCatalog"/>, <see cref="INodeDegrees"/>, <see cref="IEdgeAttributes"/>. A capability that is
/// offered must work.</para>
/// </remarks>
public interface IKnowledgeGraph
{
    /// <summary>What the graph says of itself. A lazy graph loads here; stages await it before they ask anything else.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The metadata, always the same.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default);

    /// <summary>The nodes of some ids, in one round trip.</summary>
    /// <param name="ids">The ids; may be empty, may repeat.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>As many entries as ids, in their order; null for an id that no node has.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default);

    /// <summary>The edges of a whole frontier, from both ends, in one round trip.</summary>
    /// <param name="frontier">The nodes; may be empty, may repeat, may hold unknown ids (their lists are empty).</param>
    /// <param name="options">Filter and cap; null for neither. A type filter applies to the neighbours that are returned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A list for each node of the frontier, each ordered by node, relation, forward first.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    ValueTask<NeighborBatch> GetNeighborsAsync(IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>A capability of this graph, as <c>IChatClient.GetService</c> gives those of a chat client.</summary>
    /// <param name="serviceType">The capability's type.</param>
    /// <param name="serviceKey">Distinguishes several services of one type; usually null.</param>
    /// <returns>The capability, or null where the graph does not have it. Asking loads nothing: await <see cref="GetMetadataAsync"/> first.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
