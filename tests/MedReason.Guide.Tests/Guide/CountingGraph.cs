namespace MedReason.Guide.Tests;

#region own-graph-decorator
public sealed class CountingGraph(IKnowledgeGraph graph) : DelegatingKnowledgeGraph(graph)
{
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public override ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return base.GetNeighborsAsync(frontier, options, cancellationToken);
    }

    // This decorator hides nothing, so the inner graph's list of names is right for it too.
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(INodeCatalog) ? InnerGraph.GetService(serviceType, serviceKey) : base.GetService(serviceType, serviceKey);
}
#endregion
