namespace MedReason.Guide.Tests;

public sealed class EdgeAttributesTests : GuideChapter
{
    [Fact]
    public async Task What_sources_state_about_an_edge_is_added_and_read()
    {
        #region edge-attributes-build
        var builder = new KnowledgeGraphBuilder { Name = "Clinic", Version = "2026-11" };
        builder.AddNode(new KgNode { Id = new NodeId("Own:1"), Name = "ptosis", Type = new NodeType("effect/phenotype") });
        builder.AddNode(new KgNode { Id = new NodeId("Own:2"), Name = "myasthenia gravis", Type = new NodeType("disease") });
        builder.AddRelation(RelationInfo.FromName(new RelationType("finding"), "presents with") with { Meaning = RelationMeaning.Presents });
        builder.AddSource(new KgSource { Name = "Ward registry", Version = "2026-11", License = "CC BY 4.0" });
        builder.AddEdge(new KgEdge
        {
            Source = new NodeId("Own:2"),
            Relation = new RelationType("finding"),
            Target = new NodeId("Own:1"),
            Attributes =
            [
                new KgEdgeAttributes
                {
                    Sources = ["infores:ward-registry"],
                    Publications = ["PMID:12565827"],
                    Frequency = KgFrequency.Parse("7/10"),
                    Additional = new Dictionary<string, string> { ["ward"] = "neurology" },
                },
                new KgEdgeAttributes { Sources = ["infores:hpo-annotations"], Frequency = KgFrequency.Parse("HP:0040281") },
            ],
        });
        using InMemoryKnowledgeGraph graph = builder.Build();
        #endregion

        #region edge-attributes-read
        NeighborBatch batch = await graph.GetNeighborsAsync([new NodeId("Own:2")]);
        KgEdge[] edges = [.. batch[0].Select(one => new KgEdge { Source = new NodeId("Own:2"), Relation = one.Relation, Target = one.Node })];
        if (graph.GetService<IEdgeAttributes>() is { } capability) // null when the graph holds no attributes
        {
            IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> attributes = await capability.GetAttributesAsync(edges); // one call for all edges
            foreach (KgEdgeAttributes statement in attributes[0])
            {
                Console.WriteLine($"{statement.Sources[0]}: {statement.Frequency}, {string.Join(", ", statement.Publications)}".TrimEnd(' ', ','));
            }
        }
        #endregion

        ShouldPrint("edge-attributes-read");
    }

    [Fact]
    public async Task What_changed_between_two_graphs_is_listed_and_counted()
    {
        using InMemoryKnowledgeGraph before = Build("7/10", "ptosis");
        using InMemoryKnowledgeGraph after = Build("8/10", "drooping eyelid");

        #region graph-diff
        var summary = new GraphDiffSummary();
        await foreach (GraphChange change in GraphDiff.CompareAsync(before, after))
        {
            summary.Add(change);
            Console.WriteLine(change switch
            {
                NodeChange node => $"node {node.Id} {node.Kind}: {string.Join(", ", node.ChangedMembers)}",
                EdgeChange edge => $"edge {edge.After?.Relation ?? edge.Before?.Relation} {edge.Kind}, stated by {edge.KnowledgeSource}",
                _ => $"relation {change.Kind}",
            });
        }

        Console.WriteLine($"{summary.Nodes.Changed} node, {summary.Edges.Changed} edge");
        #endregion

        ShouldPrint("graph-diff");
    }

    private static InMemoryKnowledgeGraph Build(string frequency, string name) => new KnowledgeGraphBuilder { Name = "Clinic" }
        .AddNode(new KgNode { Id = new NodeId("Own:1"), Name = name, Type = new NodeType("effect/phenotype") })
        .AddNode(new KgNode { Id = new NodeId("Own:2"), Name = "myasthenia gravis", Type = new NodeType("disease") })
        .AddEdge(new KgEdge
        {
            Source = new NodeId("Own:2"),
            Relation = new RelationType("finding"),
            Target = new NodeId("Own:1"),
            Attributes = [new KgEdgeAttributes { Sources = ["infores:ward-registry"], Frequency = KgFrequency.Parse(frequency) }],
        })
        .Build();
}
