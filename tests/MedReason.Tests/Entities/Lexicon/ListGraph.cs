using System.Runtime.CompilerServices;

namespace MedReason.Tests;

/// <summary>A graph that is a list of nodes and of their parents, with or without a catalogue; it counts the reads of its catalogue.</summary>
internal sealed class ListGraph : IKnowledgeGraph, INodeCatalog
{
    private readonly RelationInfo _hierarchy;
    private readonly List<KgNode> _nodes;
    private readonly ILookup<string, string> _parents;
    private readonly bool _hasCatalog;

    public ListGraph(
        IEnumerable<KgNode> nodes, IEnumerable<(string Child, string Parent)>? isA = null, bool hasCatalog = true, bool fromParentToChild = false)
    {
        RelationType relation = new(fromParentToChild ? "phenotype_phenotype" : "is_a");
        _hierarchy = RelationInfo.FromName(relation) with { Meaning = RelationMeaning.IsA, IsMeaningReversed = fromParentToChild };
        _nodes = [.. nodes.OrderBy(static n => n.Id)];
        _parents = (isA ?? []).ToLookup(static e => e.Child, static e => e.Parent);
        _hasCatalog = hasCatalog;
    }

    public int CatalogReads { get; private set; }

    public static ListGraph Of(params (string Id, string Name, string[] Synonyms)[] nodes) =>
        new(nodes.Select(static n => Node(n.Id, n.Name, n.Synonyms)));

    public static KgNode Node(string id, string name, params string[] synonyms) =>
        new() { Id = new NodeId(id), Name = name, Type = new NodeType("disease"), Synonyms = synonyms };

    /// <summary>Returns as many nodes for an abnormality as it takes for its words to be general ones.</summary>
    public static IEnumerable<KgNode> ManyAnomalies() => Enumerable.Range(0, 60)
        .Select(static i => $"organ{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}")
        .Select(static organ => Node("O:" + organ, $"{organ} abnormality", $"{organ} anomaly"));

    public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => new(new KnowledgeGraphMetadata
    {
        Name = "list",
        Version = string.Empty,
        NodeCount = _nodes.Count,
        EdgeCount = _parents.Sum(static p => p.Count()),
        NodeTypes = new Dictionary<NodeType, long>(),
        Relations = [_hierarchy],
        RelationCounts = new Dictionary<RelationType, long>(),
    });

    public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
        new([.. ids.Select(id => _nodes.Find(n => n.Id == id))]);

    public ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
        new(new NeighborBatch([.. frontier.Select(id => (IReadOnlyList<KgNeighbor>)[.. _parents[id.Value]
            .Select(p => new KgNeighbor { Node = new NodeId(p), Relation = _hierarchy.Relation, IsForward = !_hierarchy.IsMeaningReversed })])]));

    public object? GetService(Type serviceType, object? serviceKey = null) => _hasCatalog && serviceType == typeof(INodeCatalog) ? this : null;

    public async IAsyncEnumerable<KgNode> GetNodesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CatalogReads++;
        await Task.Yield();
        foreach (KgNode node in _nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return node;
        }
    }
}
