namespace MedReason.Tests.Graph;

/// <summary>What the graph in memory answers.</summary>
public sealed class InMemoryKnowledgeGraphTests : IDisposable
{
    private readonly InMemoryKnowledgeGraph _graph = ToyGraph.Builder().Build();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Metadata_counts_nodes_by_type_and_edges_by_relation()
    {
        KnowledgeGraphMetadata metadata = await _graph.GetMetadataAsync();

        metadata.Name.ShouldBe("toy");
        metadata.Version.ShouldBe("1");
        metadata.NodeCount.ShouldBe(6);
        metadata.EdgeCount.ShouldBe(7);
        metadata.NodeTypes[new NodeType("disease")].ShouldBe(2);
        metadata.RelationCounts[new RelationType("associated_with")].ShouldBe(2);
        metadata.Relations.Select(relation => relation.Relation.Value).ShouldBe(["associated_with", "causes", "contraindication", "drug_protein/target", "indication"]);
    }

    [Fact]
    public async Task Nodes_come_in_the_order_asked_for_with_null_for_unknown_ids()
    {
        IReadOnlyList<KgNode?> nodes = await _graph.GetNodesAsync([new NodeId("M:1"), new NodeId("no:such"), default, new NodeId("D:1"), new NodeId("M:1")]);

        nodes.Select(node => node?.Name).ShouldBe(["Type-2 diabetes", null, null, "Metformin", "Type-2 diabetes"]);
        nodes[0]!.Source.ShouldBe("MONDO");
        nodes[0]!.Synonyms.ShouldBe(["T2DM", "diabetes mellitus type 2"]);
        (await _graph.GetNodeAsync(new NodeId("X:1")))!.Source.ShouldBeNull();
    }

    [Fact]
    public async Task Neighbours_of_a_frontier_stand_by_node_relation_and_direction()
    {
        NeighborBatch batch = await _graph.GetNeighborsAsync([new NodeId("D:1"), new NodeId("X:1"), new NodeId("no:such"), new NodeId("G:1")]);

        batch.Count.ShouldBe(4);
        batch[0].Select(Format).ShouldBe(["indication> M:1", "causes< M:2", "contraindication> M:2", "indication> M:2"]);
        batch[1].ShouldBeEmpty();
        batch[2].ShouldBeEmpty();
        batch[3].Select(Format).ShouldBe(["drug_protein/target> G:1", "associated_with> M:1", "associated_with< M:1"]);
        batch.IsTruncated(0).ShouldBeFalse();
    }

    [Fact]
    public async Task Filter_and_cap_cut_what_is_returned_and_a_cut_is_told()
    {
        var filter = new NeighborOptions { Filter = KgFilter.Affirmed, MaxNeighborsPerNode = 2 };
        NeighborBatch batch = await _graph.GetNeighborsAsync([new NodeId("D:1"), new NodeId("G:1")], filter);
        batch[0].Select(Format).ShouldBe(["indication> M:1", "causes< M:2"]);
        batch.IsTruncated(0).ShouldBeTrue();

        var types = new NeighborOptions { Filter = new KgFilter { NodeTypes = [new NodeType("disease")] } };
        batch = await _graph.GetNeighborsAsync([new NodeId("G:1")], types);
        batch[0].Select(Format).ShouldBe(["associated_with> M:1", "associated_with< M:1"]);
        batch.IsTruncated(0).ShouldBeFalse();
    }

    [Fact]
    public async Task Degrees_count_by_relation_and_direction_and_a_self_loop_once()
    {
        IReadOnlyList<NodeDegree> degrees = await _graph.GetDegreesAsync([new NodeId("D:1"), new NodeId("G:1"), new NodeId("X:1"), new NodeId("no:such")]);

        degrees.Select(degree => degree.Total).ShouldBe([4, 3, 0, 0]);
        degrees[0].Relations.Select(relation => $"{relation.Relation} {relation.Outgoing} {relation.Incoming}")
            .ShouldBe(["causes 0 1", "contraindication 1 0", "indication 2 0"]);
        degrees[1].Relations.Select(relation => $"{relation.Relation} {relation.Outgoing} {relation.Incoming}")
            .ShouldBe(["associated_with 1 1", "drug_protein/target 1 0"]);
        degrees[3].Relations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_catalog_gives_every_node_once_in_order_of_ids()
    {
        var ids = new List<NodeId>();
        await foreach (KgNode node in _graph.GetService<INodeCatalog>()!.GetNodesAsync())
        {
            ids.Add(node.Id);
        }

        ids.Select(id => id.Value).ShouldBe(["D:1", "D:2", "G:1", "M:1", "M:2", "X:1"]);
    }

    [Fact]
    public void Ordinals_follow_the_ids_and_types_and_relations_are_numbered()
    {
        _graph.TryGetOrdinal(new NodeId("M:1"), out int ordinal).ShouldBeTrue();
        ordinal.ShouldBe(3);
        _graph.GetId(ordinal).Value.ShouldBe("M:1");
        _graph.NodeTypes[_graph.GetNodeTypeIndex(ordinal)].Value.ShouldBe("disease");
        _graph.TryGetOrdinal(new NodeId("M:0"), out ordinal).ShouldBeFalse();
        ordinal.ShouldBe(-1);
    }

    [Fact]
    public void Every_capability_is_offered_and_nothing_under_a_key()
    {
        foreach (Type type in new[] { typeof(IAdjacencyView), typeof(INodeIndex), typeof(INodeCatalog), typeof(INodeDegrees), typeof(IKnowledgeGraph), typeof(InMemoryKnowledgeGraph) })
        {
            _graph.GetService(type).ShouldBeSameAs(_graph);
            _graph.GetService(type, "key").ShouldBeNull();
        }

        _graph.GetService(typeof(string)).ShouldBeNull();
    }

    [Fact]
    public async Task After_disposal_every_member_says_so()
    {
        _graph.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await _graph.GetMetadataAsync());
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _graph.GetNodesAsync([new NodeId("D:1")]));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _graph.GetNodesAsync([]));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _graph.GetNeighborsAsync([]));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _graph.GetDegreesAsync([]));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _graph.SearchAsync([]));
        await Should.ThrowAsync<ObjectDisposedException>(() => _graph.SaveSnapshotAsync("/tmp/never"));
        Should.Throw<ObjectDisposedException>(() => _graph.GetNode(0));
        Should.Throw<ObjectDisposedException>(() => _graph.GetNeighbors(0).Length);
    }

    [Fact]
    public async Task A_cancelled_call_throws()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(async () => await _graph.GetMetadataAsync(cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await _graph.GetNodesAsync([new NodeId("D:1")], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await _graph.GetNeighborsAsync([new NodeId("D:1")], null, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await _graph.GetDegreesAsync([new NodeId("D:1")], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await _graph.SearchAsync(["x"], null, cancelled));
    }

    private static string Format(KgNeighbor neighbor) => $"{neighbor.Relation}{(neighbor.IsForward ? '>' : '<')} {neighbor.Node}";
}
