namespace MedReason.Tests.Paths.Search;

/// <summary>Hides the adjacency of a graph, so that it is searched by calls, and counts those.</summary>
internal sealed class CalledGraph(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner)
{
    public int Calls { get; private set; }

    public override ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        Calls++;
        return base.GetNodesAsync(ids, cancellationToken);
    }

    public override ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        return base.GetNeighborsAsync(frontier, options, cancellationToken);
    }
}
