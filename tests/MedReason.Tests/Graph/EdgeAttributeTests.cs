using System.Buffers.Binary;
using MedReason.Graph;

namespace MedReason.Tests.Graph;

/// <summary>What sources state about edges is kept, merged by statement, hashed and saved; a graph without attributes pays nothing.</summary>
public sealed class EdgeAttributeTests : IDisposable
{
    private static readonly KgEdgeAttributes Reported = new()
    {
        Sources = ["infores:hpo-annotations", "infores:monarchinitiative"],
        Publications = ["PMID:12565827", "PMID:20473289"],
        EvidenceCodes = ["PCS"],
        Frequency = KgFrequency.Parse("7/10"),
        Onset = "HP:0003577",
        Sex = "FEMALE",
        Confidence = 0.125,
        Additional = new Dictionary<string, string> { ["stage_qualifier"] = "adult", ["agent_type"] = "manual_agent" },
    };

    private static readonly KgEdgeAttributes Estimated = new() { Frequency = KgFrequency.Parse("HP:0040282") };
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("medreason-attributes-").FullName, "graph.mrkg");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public async Task Every_member_comes_back_for_the_edge_that_it_was_stated_of()
    {
        using InMemoryKnowledgeGraph graph = Build(Edge("A:1", "presents", "A:2", Reported), Edge("A:2", "presents", "A:1"), Edge("A:1", "causes", "A:2"));

        (await AttributesAsync(graph, Edge("A:1", "presents", "A:2"))).ShouldBe([Reported]);
        (await AttributesAsync(graph, Edge("A:2", "presents", "A:1"))).ShouldBeEmpty();
        (await AttributesAsync(graph, Edge("A:1", "causes", "A:2"))).ShouldBeEmpty();
        (await AttributesAsync(graph, Edge("A:1", "treats", "A:2"))).ShouldBeEmpty();
        (await AttributesAsync(graph, Edge("A:9", "presents", "A:2"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edge_that_is_stated_several_times_keeps_each_statement_once_whatever_the_order()
    {
        KgEdge[] edges = [Edge("A:1", "presents", "A:2", Reported), Edge("A:1", "presents", "A:2", Estimated, Reported), Edge("A:1", "presents", "A:2")];
        using InMemoryKnowledgeGraph graph = Build(edges);
        using InMemoryKnowledgeGraph turned = Build([.. edges.Reverse()]);

        graph.EdgeCount.ShouldBe(1);
        (await AttributesAsync(graph, edges[0])).ShouldBe([Estimated, Reported]);
        turned.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
        KgNode[] nodes = [graph.GetNode(0), graph.GetNode(1)];
        KgContentHasher.Compute(nodes, [Edge("A:1", "presents", "A:2", Reported, Estimated)]).ShouldBe(graph.Metadata.ContentHash);
        KgContentHasher.Compute(nodes, [Edge("A:1", "presents", "A:2", Reported)]).ShouldNotBe(graph.Metadata.ContentHash);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_snapshot_keeps_attributes_meanings_and_sources_and_is_the_same_bytes_for_the_same_content(bool map)
    {
        KgEdge[] edges = [Edge("A:1", "presents", "A:2", Reported, Estimated), Edge("A:2", "causes", "A:1", Estimated), Edge("A:1", "is_like", "A:1")];
        using InMemoryKnowledgeGraph graph = Build(edges);
        await graph.SaveSnapshotAsync(_path);
        using (InMemoryKnowledgeGraph turned = Build([.. edges.Reverse()]))
        {
            await turned.SaveSnapshotAsync(_path + "2");
        }

        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(_path, new SnapshotOpenOptions { Map = map });

        (await File.ReadAllBytesAsync(_path)).ShouldBe(await File.ReadAllBytesAsync(_path + "2"));
        opened.Metadata.Relations.ShouldBe(graph.Metadata.Relations);
        opened.Metadata.Relations.Single(info => info.Relation.Value == "is_like").Meaning.ShouldBe(new RelationMeaning("looks_like"));
        opened.Metadata.Sources.ShouldBe([new KgSource { Name = "toy", License = "CC0", Version = "1", FileHash = "ab", NodeCount = 2, EdgeCount = 3 }]);
        using InMemoryKnowledgeGraph named = opened.WithSynonyms(new Dictionary<NodeId, IReadOnlyList<string>> { [new NodeId("A:1")] = ["one"] });
        foreach (InMemoryKnowledgeGraph copy in (InMemoryKnowledgeGraph[])[opened, named])
        {
            (await AttributesAsync(copy, edges[0])).ShouldBe([Estimated, Reported]);
            (await AttributesAsync(copy, edges[1])).ShouldBe([Estimated]);
            (await AttributesAsync(copy, edges[2])).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_graph_without_attributes_offers_no_capability_and_its_snapshot_has_no_section_for_them()
    {
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder { Name = "toy" }.AddNode(Node("A:1")).AddEdge(Edge("A:1", "r", "A:1")).Build();
        await graph.SaveSnapshotAsync(_path);
        byte[] bytes = await File.ReadAllBytesAsync(_path);

        graph.GetService(typeof(IEdgeAttributes)).ShouldBeNull();
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(SnapshotFormat.SectionCountOffset)).ShouldBe(SnapshotFormat.SectionCount);
    }

    [Fact]
    public async Task A_damaged_statement_is_a_clear_error_and_never_a_crash()
    {
        using (InMemoryKnowledgeGraph graph = Build(Edge("A:1", "presents", "A:2", Reported)))
        {
            await graph.SaveSnapshotAsync(_path);
        }

        byte[] whole = await File.ReadAllBytesAsync(_path);
        int length = SnapshotTests.Section(whole, SnapshotSection.AttributeBlob).Length;
        for (int place = 0; place < length; place++)
        {
            byte[] mutant = [.. whole];
            SnapshotTests.Section(mutant, SnapshotSection.AttributeBlob)[place] ^= 0xFF;
            SnapshotTests.Seal(mutant);
            await File.WriteAllBytesAsync(_path, mutant);
            using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(_path);
            try
            {
                await AttributesAsync(opened, Edge("A:1", "presents", "A:2"));
            }
            catch (KnowledgeGraphException exception)
            {
                exception.Message.ShouldContain("build the graph again");
            }
        }
    }

    [Theory]
    [InlineData("7/10", 0.7, 0.7)]
    [InlineData("0/5", 0, 0)]
    [InlineData("45%", 0.45, 0.45)]
    [InlineData("12.5 %", 0.125, 0.125)]
    [InlineData("0.3", 0.3, 0.3)]
    [InlineData("HP:0040281", 0.8, 0.99)]
    [InlineData("HP:0040285", 0, 0)]
    public void A_frequency_is_a_count_a_percentage_a_fraction_or_a_term(string text, double minimum, double maximum)
    {
        KgFrequency frequency = KgFrequency.Parse(text);

        (frequency.Minimum, frequency.Maximum, frequency.Text).ShouldBe((minimum, maximum, text));
        frequency.IsExcluded.ShouldBe(maximum == 0);
    }

    [Theory]
    [InlineData("7/0")]
    [InlineData("9/7")]
    [InlineData("-1/7")]
    [InlineData("140%")]
    [InlineData("1.4")]
    [InlineData("NaN")]
    [InlineData("HP:0000001")]
    [InlineData("often")]
    [InlineData("")]
    public void What_is_no_frequency_is_refused(string text)
    {
        KgFrequency.TryParse(text, null, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => KgFrequency.Parse(text));
    }

    private static InMemoryKnowledgeGraph Build(params KgEdge[] edges)
    {
        KnowledgeGraphBuilder builder = new KnowledgeGraphBuilder { Name = "toy" }.AddNode(Node("A:1")).AddNode(Node("A:2"))
            .AddRelation(RelationInfo.FromName(new RelationType("presents")) with { Meaning = RelationMeaning.Presents })
            .AddRelation(RelationInfo.FromName(new RelationType("is_like")) with
            {
                Meaning = new RelationMeaning("looks_like"),
                IsMeaningReversed = true,
                IsSymmetric = true,
            })
            .AddSource(new KgSource { Name = "toy", License = "CC0", Version = "1", FileHash = "ab", NodeCount = 2, EdgeCount = 3 });
        foreach (KgEdge edge in edges)
        {
            builder.AddEdge(edge);
        }

        return builder.Build();
    }

    private static KgNode Node(string id) => new() { Id = new NodeId(id), Name = "node " + id, Type = new NodeType("thing") };

    private static KgEdge Edge(string source, string relation, string target, params KgEdgeAttributes[] attributes) =>
        new() { Source = new NodeId(source), Target = new NodeId(target), Relation = new RelationType(relation), Attributes = attributes };

    private static async Task<IReadOnlyList<KgEdgeAttributes>> AttributesAsync(IKnowledgeGraph graph, KgEdge edge) =>
        (await graph.GetService(typeof(IEdgeAttributes)).ShouldBeAssignableTo<IEdgeAttributes>()!.GetAttributesAsync([edge])).Single();
}
