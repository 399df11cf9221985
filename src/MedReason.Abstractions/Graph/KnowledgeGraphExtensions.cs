namespace MedReason;

/// <summary>Conveniences over <see cref="IKnowledgeGraph"/>.</summary>
public static class KnowledgeGraphExtensions
{
    /// <summary>A capability of the graph by its type.</summary>
    /// <typeparam name="TService">The capability.</typeparam>
    /// <param name="graph">The graph.</param>
    /// <param name="serviceKey">Distinguishes several services of one type; usually null.</param>
    /// <returns>The capability, or null where the graph does not have it.</returns>
    public static TService? GetService<TService>(this IKnowledgeGraph graph, object? serviceKey = null)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.GetService(typeof(TService), serviceKey) as TService;
    }

    /// <summary>One node.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The node, or null where no node has the id.</returns>
    public static async ValueTask<KgNode?> GetNodeAsync(this IKnowledgeGraph graph, NodeId id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync([id], cancellationToken).ConfigureAwait(false);
        return nodes[0];
    }
}
