namespace MedReason.Testing;

/// <summary>A graph without one of its nodes: the filter that a conformance test puts around a graph.</summary>
internal sealed class HidingKnowledgeGraph(IKnowledgeGraph innerGraph, NodeId hidden) : DelegatingKnowledgeGraph(innerGraph)
{
    public override async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<KgNode?> nodes = await base.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        return [.. nodes.Select(node => node?.Id == hidden ? null : node)];
    }

    public override async ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        NeighborBatch batch = await base.GetNeighborsAsync(frontier, options, cancellationToken).ConfigureAwait(false);
        var kept = new IReadOnlyList<KgNeighbor>[batch.Count];
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = frontier[i] == hidden ? [] : [.. batch[i].Where(neighbor => neighbor.Node != hidden)];
        }

        return new NeighborBatch(kept, [.. Enumerable.Range(0, batch.Count).Select(batch.IsTruncated)]);
    }
}
