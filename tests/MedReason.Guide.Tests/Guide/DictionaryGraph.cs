using System.Runtime.CompilerServices;

namespace MedReason.Guide.Tests;

#region own-graph
public sealed class DictionaryGraph : IKnowledgeGraph, INodeCatalog
{
    private readonly Dictionary<NodeId, KgNode> _nodes;
    private readonly Dictionary<NodeId, List<KgNeighbor>> _neighbors;
    private readonly Dictionary<RelationType, RelationInfo> _relations;
    private readonly KnowledgeGraphMetadata _metadata;

    public DictionaryGraph(string name, string version, IReadOnlyList<KgNode> nodes, IReadOnlyList<KgEdge> edges, IReadOnlyList<RelationInfo> relations)
    {
        _nodes = nodes.ToDictionary(node => node.Id);
        _neighbors = nodes.ToDictionary(node => node.Id, _ => new List<KgNeighbor>());
        _relations = relations.ToDictionary(relation => relation.Relation);
        foreach (KgEdge edge in edges) // each edge is listed from both ends, a self loop once
        {
            _neighbors[edge.Source].Add(new KgNeighbor { Node = edge.Target, Relation = edge.Relation, IsForward = true });
            if (edge.Source != edge.Target) _neighbors[edge.Target].Add(new KgNeighbor { Node = edge.Source, Relation = edge.Relation, IsForward = false });
        }
        _neighbors.Values.ToList().ForEach(list => list.Sort());
        _metadata = new KnowledgeGraphMetadata
        {
            Name = name,
            Version = version,
            NodeCount = nodes.Count,
            EdgeCount = edges.Count,
            NodeTypes = nodes.GroupBy(node => node.Type).ToDictionary(group => group.Key, group => group.LongCount()),
            Relations = [.. relations.OrderBy(relation => relation.Relation)],
            RelationCounts = edges.GroupBy(edge => edge.Relation).ToDictionary(group => group.Key, group => group.LongCount()),
            ContentHash = KgContentHasher.Compute(nodes, edges),
        };
    }

    public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<KnowledgeGraphMetadata>(cancellationToken) : ValueTask.FromResult(_metadata);

    public async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        await GetMetadataAsync(cancellationToken);
        return [.. ids.Select(id => _nodes.GetValueOrDefault(id))]; // null for an unknown id
    }

    public async ValueTask<NeighborBatch> GetNeighborsAsync(IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        await GetMetadataAsync(cancellationToken);
        KgFilter filter = options?.Filter ?? new KgFilter();
        List<KgNeighbor>[] passing = [.. frontier.Select(id => _neighbors.GetValueOrDefault(id, []).FindAll(one => filter.Allows(_relations[one.Relation]) && filter.Allows(_nodes[one.Node].Type)))];
        int cap = options?.MaxNeighborsPerNode ?? int.MaxValue;
        return new NeighborBatch([.. passing.Select(list => list.Take(cap).ToList())], [.. passing.Select(list => list.Count > cap)]);
    }

    public async IAsyncEnumerable<KgNode> GetNodesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (NodeId id in _nodes.Keys.Order()) yield return (await GetNodesAsync([id], cancellationToken))[0]!;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }
}
#endregion
