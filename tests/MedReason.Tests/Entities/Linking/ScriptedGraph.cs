namespace MedReason.Tests;

/// <summary>A graph of a few nodes that counts what is asked of it and shows no more of itself than a test wants.</summary>
internal sealed class ScriptedGraph : IKnowledgeGraph, INodeIndex
{
    private readonly Dictionary<string, KgNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<(NodeId Source, NodeId Target)> _edges = [];

    public bool HasIndex { get; init; } = true;

    public INodeIndex? ApproximateIndex { get; init; }

    public List<IReadOnlyList<string>> Searches { get; } = [];

    public int NodeCalls { get; private set; }

    public int NeighborCalls { get; private set; }

    public ScriptedGraph Node(string id, string name, string type, params string[] synonyms)
    {
        _nodes.Add(id, new KgNode { Id = new NodeId(id), Name = name, Type = new NodeType(type), Synonyms = synonyms });
        return this;
    }

    public ScriptedGraph Edge(string source, string target)
    {
        _edges.Add((new NodeId(source), new NodeId(target)));
        return this;
    }

    public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(new KnowledgeGraphMetadata
    {
        Name = "scripted",
        Version = "1",
        NodeCount = _nodes.Count,
        EdgeCount = _edges.Count,
        NodeTypes = _nodes.Values.GroupBy(node => node.Type).ToDictionary(group => group.Key, group => group.LongCount()),
        Relations = [],
        RelationCounts = new Dictionary<RelationType, long>(),
    });

    public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        NodeCalls++;
        return ValueTask.FromResult<IReadOnlyList<KgNode?>>([.. ids.Select(id => _nodes.GetValueOrDefault(id.Value))]);
    }

    public ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        NeighborCalls++;
        var lists = new List<IReadOnlyList<KgNeighbor>>();
        var truncated = new List<bool>();
        foreach (NodeId node in frontier)
        {
            List<KgNeighbor> all =
            [
                .. _edges.Where(edge => edge.Source == node || edge.Target == node).Select(edge => new KgNeighbor
                {
                    Node = edge.Source == node ? edge.Target : edge.Source,
                    Relation = new RelationType("related"),
                    IsForward = edge.Source == node,
                }).Order(),
            ];
            int cap = options?.MaxNeighborsPerNode ?? int.MaxValue;
            truncated.Add(all.Count > cap);
            lists.Add([.. all.Take(cap)]);
        }

        return ValueTask.FromResult(new NeighborBatch(lists, truncated));
    }

    public ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        Searches.Add(texts);
        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<ScoredNode>>>([.. texts.Select(Find)]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType != typeof(INodeIndex) ? null
        : serviceKey is null ? (HasIndex ? this : null)
        : Equals(serviceKey, LinkMethods.Embedding) ? ApproximateIndex : null;

    private IReadOnlyList<ScoredNode> Find(string text) =>
    [
        .. _nodes.Values.SelectMany(node => node.Synonyms.Prepend(node.Name).Select(name => (node, name)))
            .Where(row => string.Equals(row.name, text, StringComparison.OrdinalIgnoreCase))
            .Select(row => new ScoredNode
            {
                Node = row.node,
                Score = row.name == text ? 1 : 0.95,
                Method = row.name == row.node.Name ? LinkMethods.Exact : LinkMethods.Synonym,
                MatchedName = row.name,
            })
            .OrderByDescending(row => row.Score).ThenBy(row => row.Node.Id),
    ];
}
