namespace MedReason.Benchmarks.Lexicon;

/// <summary>A graph that is names only: what a lexicon is compiled from.</summary>
internal sealed class CatalogGraph(List<KgNode> nodes) : IKnowledgeGraph, INodeCatalog
{
    public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => new(new KnowledgeGraphMetadata
    {
        Name = "names",
        Version = string.Empty,
        NodeCount = nodes.Count,
        EdgeCount = 0,
        NodeTypes = new Dictionary<NodeType, long>(),
        Relations = [],
        RelationCounts = new Dictionary<RelationType, long>(),
    });

    public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(INodeCatalog) ? this : null;

    public async IAsyncEnumerable<KgNode> GetNodesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (KgNode node in nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return node;
        }
    }
}
