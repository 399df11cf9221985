using FsCheck;
using FsCheck.Fluent;
using MedReason.QuikGraph;
using MedReason.Tests.Paths.Search;

namespace MedReason.Tests;

/// <summary>A thousand small graphs in memory, the same in every run, and their edges read through the library's calls rather than its rows.</summary>
internal static class RandomGraphs
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(1_904_161_203UL, 7_391UL);

    public static void ForEach(Action<InMemoryKnowledgeGraph> check) => Check.One(Config, Prop.ForAll(Arb.From(RandomCase.Generator), test =>
    {
        using InMemoryKnowledgeGraph graph = Build(test.Nodes, test.Edges);
        check(graph);
    }));

    public static InMemoryKnowledgeGraph Build(IEnumerable<KgNode> nodes, IEnumerable<KgEdge> edges)
    {
        var builder = new KnowledgeGraphBuilder();
        foreach (RelationInfo relation in RandomCase.Relations)
        {
            builder.AddRelation(relation);
        }

        foreach (KgNode node in nodes)
        {
            builder.AddNode(node);
        }

        foreach (KgEdge edge in edges)
        {
            builder.AddEdge(edge);
        }

        return builder.Build();
    }

    public static KgNode Node(int number) => new() { Id = ArrayGraph.Id(number), Name = $"node {number}", Type = new NodeType("gene") };

    public static KgEdge Edge(int source, string relation, int target) =>
        new() { Source = ArrayGraph.Id(source), Target = ArrayGraph.Id(target), Relation = new RelationType(relation) };

    /// <summary>Reads the edges of a graph by its calls; their ordinals follow from source, relation and target, by which edges are numbered.</summary>
    public static IReadOnlyList<KgQuikEdge> ReadEdges(InMemoryKnowledgeGraph graph, KgFilter? filter)
    {
        NodeId[] ids = [.. Enumerable.Range(0, graph.NodeCount).Select(graph.GetId)];
        NeighborBatch batch = graph.GetNeighborsAsync(ids).AsTask().GetAwaiter().GetResult();
        RelationType[] relations = [.. graph.Relations.Select(info => info.Relation)];
        return
        [
            .. Enumerable.Range(0, ids.Length).SelectMany(source => batch[source].Where(neighbor => neighbor.IsForward)
                    .Select(neighbor => (Source: source, Relation: Array.IndexOf(relations, neighbor.Relation), Target: Array.IndexOf(ids, neighbor.Node))))
                .Order().Select((edge, ordinal) => new KgQuikEdge(edge.Source, edge.Target, edge.Relation, ordinal))
                .Where(edge => filter?.Allows(graph.Relations[edge.RelationIndex]) ?? true),
        ];
    }
}
