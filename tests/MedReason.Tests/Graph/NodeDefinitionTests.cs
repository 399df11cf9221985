using System.Buffers.Binary;
using MedReason.Graph;

namespace MedReason.Tests.Graph;

/// <summary>What a source says a node is goes wherever the node goes.</summary>
public sealed class NodeDefinitionTests : IDisposable
{
    private const string Words = "A viral infectious disease that has_symptom fever.\nIt is \"rare\" \U0001F600.";

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_snapshot_returns_definitions_and_null_where_there_is_none(bool map)
    {
        using InMemoryKnowledgeGraph graph = Build(Words);
        await graph.SaveSnapshotAsync(_path);
        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(_path, new SnapshotOpenOptions { Map = map });
        using InMemoryKnowledgeGraph named = opened.WithSynonyms(new Dictionary<NodeId, IReadOnlyList<string>> { [new NodeId("A:1")] = ["other"] });

        foreach (InMemoryKnowledgeGraph copy in (InMemoryKnowledgeGraph[])[graph, opened, named])
        {
            (await copy.GetNodesAsync([new NodeId("A:1"), new NodeId("A:2")])).Select(node => node!.Definition).ShouldBe([Words, null]);
        }

        opened.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
    }

    [Fact]
    public async Task A_graph_without_definitions_has_the_content_hash_and_the_sections_that_it_had()
    {
        using InMemoryKnowledgeGraph none = Build(null);
        using InMemoryKnowledgeGraph blank = Build(" \n");
        using InMemoryKnowledgeGraph defined = Build(Words);
        await blank.SaveSnapshotAsync(_path);

        blank.Metadata.ContentHash.ShouldBe(none.Metadata.ContentHash);
        defined.Metadata.ContentHash.ShouldNotBe(none.Metadata.ContentHash);
        BinaryPrimitives.ReadInt32LittleEndian((await File.ReadAllBytesAsync(_path)).AsSpan(SnapshotFormat.SectionCountOffset))
            .ShouldBe(SnapshotFormat.SectionCount);
    }

    [Fact]
    public async Task Definitions_that_do_not_fit_the_nodes_are_a_damaged_snapshot()
    {
        using (InMemoryKnowledgeGraph graph = Build(Words))
        {
            await graph.SaveSnapshotAsync(_path);
        }

        byte[] whole = await File.ReadAllBytesAsync(_path);
        foreach (int wrong in (int[])[-1, 1, Words.Length + 100])
        {
            byte[] mutant = [.. whole];
            BinaryPrimitives.WriteInt32LittleEndian(SnapshotTests.Section(mutant, SnapshotSection.DefinitionOffsets)[4..], wrong);
            if (wrong != 1)
            {
                SnapshotTests.Seal(mutant);
            }

            await File.WriteAllBytesAsync(_path, mutant);
            KnowledgeGraphException refused = await Should.ThrowAsync<KnowledgeGraphException>(
                async () => (await InMemoryKnowledgeGraph.OpenSnapshotAsync(_path)).Dispose());
            refused.Message.ShouldContain("is damaged");
        }
    }

    [Fact]
    public async Task A_join_keeps_the_definition_of_the_earliest_source_that_has_one_and_a_comparison_names_it()
    {
        using InMemoryKnowledgeGraph none = Build(null);
        using InMemoryKnowledgeGraph first = Build("the first");
        using InMemoryKnowledgeGraph second = Build("the second");

        using InMemoryKnowledgeGraph joined = GraphJoiner.Join([Input("none", none), Input("first", first), Input("second", second)]).Graph;
        var changes = new List<GraphChange>();
        await foreach (GraphChange change in GraphDiff.CompareAsync(first, second))
        {
            changes.Add(change);
        }

        (await joined.GetNodesAsync([new NodeId("A:1")]))[0]!.Definition.ShouldBe("the first");
        changes.ShouldHaveSingleItem().ShouldBeOfType<NodeChange>().ChangedMembers.ShouldBe([nameof(KgNode.Definition)]);
    }

    public void Dispose() => File.Delete(_path);

    private static GraphJoinInput Input(string name, InMemoryKnowledgeGraph graph) => new() { Graph = graph, Source = new KgSource { Name = name } };

    private static InMemoryKnowledgeGraph Build(string? definition) => new KnowledgeGraphBuilder { Name = "toy" }
        .AddNode(new KgNode { Id = new NodeId("A:1"), Name = "one", Type = new NodeType("disease"), Definition = definition })
        .AddNode(new KgNode { Id = new NodeId("A:2"), Name = "two", Type = new NodeType("disease") })
        .Build();
}
