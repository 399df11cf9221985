namespace MedReason.Tests.Graph;

/// <summary>What a builder accepts, merges and refuses.</summary>
public sealed class KnowledgeGraphBuilderTests
{
    [Fact]
    public void The_same_content_gives_the_same_hash_and_ordinals_in_whatever_order_it_is_added()
    {
        using InMemoryKnowledgeGraph first = ToyGraph.Random(seed: 3, nodes: 60, edges: 400, relations: 5, shuffle: 1);
        using InMemoryKnowledgeGraph second = ToyGraph.Random(seed: 3, nodes: 60, edges: 400, relations: 5, shuffle: 2);
        using InMemoryKnowledgeGraph other = ToyGraph.Random(seed: 4, nodes: 60, edges: 400, relations: 5);

        second.Metadata.ContentHash.ShouldBe(first.Metadata.ContentHash);
        other.Metadata.ContentHash.ShouldNotBe(first.Metadata.ContentHash);
        for (int ordinal = 0; ordinal < first.NodeCount; ordinal++)
        {
            second.GetId(ordinal).ShouldBe(first.GetId(ordinal));
            second.GetEdgeOrdinals(ordinal).SequenceEqual(first.GetEdgeOrdinals(ordinal)).ShouldBeTrue();
        }
    }

    [Fact]
    public void The_hash_is_the_canonical_one_over_nodes_and_edges()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Random(seed: 5, nodes: 40, edges: 200, relations: 4);
        using var hasher = new KgContentHasher();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            hasher.AppendNode(graph.GetNode(ordinal));
        }

        foreach (string[] edge in ToyGraph.Edges(graph).Select(edge => edge.Split(' '))
            .OrderBy(edge => edge[0], StringComparer.Ordinal).ThenBy(edge => edge[1], StringComparer.Ordinal).ThenBy(edge => edge[2], StringComparer.Ordinal))
        {
            hasher.AppendEdge(new NodeId(edge[0]), new RelationType(edge[1]), new NodeId(edge[2]));
        }

        graph.Metadata.ContentHash.ShouldBe(hasher.Finish());
    }

    [Fact]
    public void An_edge_that_is_added_twice_stands_once_and_its_opposite_is_another()
    {
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder()
            .AddNode(ToyGraph.Node("a:1", "a", "t")).AddNode(ToyGraph.Node("b:1", "b", "t"))
            .AddEdge(ToyGraph.Edge("a:1", "r", "b:1")).AddEdge(ToyGraph.Edge("a:1", "r", "b:1")).AddEdge(ToyGraph.Edge("b:1", "r", "a:1"))
            .Build();

        graph.EdgeCount.ShouldBe(2);
        graph.GetRelationCodes(0).ToArray().ShouldBe(new ushort[] { 0, 1 });
        graph.GetEdgeOrdinals(0).ToArray().ShouldBe([0, 1]);
        graph.GetEdgeOrdinals(1).ToArray().ShouldBe([1, 0]);
    }

    [Fact]
    public void Edges_and_synonyms_may_come_before_their_nodes_but_not_without_them()
    {
        KnowledgeGraphBuilder builder = new KnowledgeGraphBuilder().AddEdge(ToyGraph.Edge("z:1", "r", "b:1")).AddSynonym(new NodeId("a:1"), "ay");
        builder.ContainsNode(new NodeId("a:1")).ShouldBeFalse();
        Should.Throw<KnowledgeGraphException>(() => builder.Build()).Message.ShouldContain("'a:1'");

        builder.AddNode(ToyGraph.Node("a:1", "a", "t")).AddNode(ToyGraph.Node("b:1", "b", "t")).AddNode(ToyGraph.Node("z:1", "z", "t"));
        builder.ContainsNode(new NodeId("a:1")).ShouldBeTrue();
        using InMemoryKnowledgeGraph graph = builder.Build();
        graph.EdgeCount.ShouldBe(1);
        graph.GetNode(0).Synonyms.ShouldBe(["ay"]);
    }

    [Fact]
    public void A_builder_builds_once()
    {
        KnowledgeGraphBuilder builder = ToyGraph.Builder();
        builder.Build().Dispose();
        Should.Throw<InvalidOperationException>(() => builder.Build());
    }

    [Fact]
    public void An_id_stands_once()
    {
        KnowledgeGraphBuilder builder = new KnowledgeGraphBuilder().AddNode(ToyGraph.Node("a:1", "a", "t"));
        Should.Throw<KnowledgeGraphException>(() => builder.AddNode(ToyGraph.Node("a:1", "b", "t"))).Message.ShouldContain("appears twice");
    }

    [Fact]
    public void Empty_ids_types_relations_and_synonyms_are_refused()
    {
        var builder = new KnowledgeGraphBuilder();
        Should.Throw<ArgumentException>(() => builder.AddNode(new KgNode { Id = default, Name = "a", Type = new NodeType("t") }));
        Should.Throw<ArgumentException>(() => builder.AddNode(new KgNode { Id = new NodeId("a:1"), Name = "a", Type = default }));
        Should.Throw<ArgumentException>(() => builder.AddEdge(new KgEdge { Source = default, Target = new NodeId("a:1"), Relation = new RelationType("r") }));
        Should.Throw<ArgumentException>(() => builder.AddEdge(new KgEdge { Source = new NodeId("a:1"), Target = new NodeId("a:1"), Relation = default }));
        Should.Throw<ArgumentException>(() => builder.AddRelation(ToyGraph.Indication with { Relation = default }));
        Should.Throw<ArgumentException>(() => builder.AddSynonym(default, "x"));
        Should.Throw<ArgumentException>(() => builder.AddSynonym(new NodeId("a:1"), " "));
    }

    [Fact]
    public void Synonyms_stand_once_in_ordinal_order_without_the_name_and_without_blanks()
    {
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder()
            .AddNode(ToyGraph.Node("a:1", "name", "t", "S", "b", "a", "name", " ", "a", "B"))
            .AddSynonym(new NodeId("a:1"), "b").AddSynonym(new NodeId("a:1"), "c")
            .Build();

        graph.GetNode(0).Synonyms.ShouldBe(["B", "a", "b", "c"]);
    }

    [Fact]
    public void A_relation_that_nothing_describes_reads_by_its_name_and_is_affirmed()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Builder().AddEdge(ToyGraph.Edge("X:1", "linked_with", "X:1")).Build();

        RelationInfo target = graph.Relations.Single(relation => relation.Relation.Value == "drug_protein/target");
        target.Family.ShouldBe("drug_protein");
        target.DisplayName.ShouldBe("target");
        RelationInfo linked = graph.Relations.Single(relation => relation.Relation.Value == "linked_with");
        linked.ForwardPhrase.ShouldBe("linked with");
        linked.ReversePhrase.ShouldContain("linked with");
        linked.Polarity.ShouldBe(Polarity.Affirmed);
        linked.IsSymmetric.ShouldBeFalse();
        graph.Relations.Single(relation => relation.Relation.Value == "associated_with").ShouldBe(
            RelationVocabulary.Biolink.Find(new RelationType("associated_with")));
    }

    [Fact]
    public void A_relation_without_an_edge_is_in_the_schema_and_not_in_the_counts()
    {
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(ToyGraph.Indication).AddNode(ToyGraph.Node("a:1", "a", "t")).Build();

        graph.Metadata.Relations.ShouldBe([ToyGraph.Indication]);
        graph.Metadata.RelationCounts.ShouldBeEmpty();
    }

    [Fact]
    public void A_graph_may_be_empty()
    {
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().Build();
        graph.NodeCount.ShouldBe(0);
        graph.EdgeCount.ShouldBe(0);
        graph.Metadata.ContentHash!.Length.ShouldBe(64);
    }

    [Fact]
    public void Building_can_be_cancelled() =>
        Should.Throw<OperationCanceledException>(() => ToyGraph.Builder().Build(new CancellationToken(canceled: true)));

    [Fact]
    public void Adjacency_agrees_with_a_plain_list_of_edges_on_random_graphs()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int nodes = random.Next(1, 30);
            using InMemoryKnowledgeGraph graph = ToyGraph.Random(seed, nodes, random.Next(0, 200), random.Next(1, 6));
            List<string> edges = ToyGraph.Edges(graph);
            edges.Distinct().Count().ShouldBe(graph.EdgeCount);
            var ordinals = new HashSet<int>();
            for (int node = 0; node < graph.NodeCount; node++)
            {
                string id = graph.GetId(node).Value;
                List<(int Neighbor, int Code, int Edge)> expected = [];
                List<string> ordered = [.. edges.Select(edge => edge.Split(' ')).OrderBy(edge => edge[0], StringComparer.Ordinal)
                    .ThenBy(edge => edge[1], StringComparer.Ordinal).ThenBy(edge => edge[2], StringComparer.Ordinal).Select(edge => string.Join(' ', edge))];
                for (int i = 0; i < ordered.Count; i++)
                {
                    string[] edge = ordered[i].Split(' ');
                    int code = graph.Relations.Select(relation => relation.Relation.Value).ToList().IndexOf(edge[1]) * 2;
                    if (edge[0] == id)
                    {
                        graph.TryGetOrdinal(new NodeId(edge[2]), out int target);
                        expected.Add((target, code, i));
                    }
                    else if (edge[2] == id)
                    {
                        graph.TryGetOrdinal(new NodeId(edge[0]), out int source);
                        expected.Add((source, code + 1, i));
                    }
                }

                expected.Sort();
                graph.GetNeighbors(node).ToArray().ShouldBe([.. expected.Select(entry => entry.Neighbor)]);
                graph.GetRelationCodes(node).ToArray().ShouldBe([.. expected.Select(entry => (ushort)entry.Code)]);
                graph.GetEdgeOrdinals(node).ToArray().ShouldBe([.. expected.Select(entry => entry.Edge)]);
                ordinals.UnionWith(graph.GetEdgeOrdinals(node).ToArray());
            }

            ordinals.Count.ShouldBe(graph.EdgeCount);
        }
    }
}
