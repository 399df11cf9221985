using System.Buffers.Binary;
using System.Security.Cryptography;
using MedReason.Graph;
using MedReason.Shared;

namespace MedReason.Tests.Graph;

/// <summary>A graph comes back from its snapshot as it was, or not at all.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-snapshot-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "graph.mrkg");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_comes_back(bool map)
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Random(seed: 9, nodes: 200, edges: 3_000, relations: 9);
        await graph.SaveSnapshotAsync(Path);
        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, new SnapshotOpenOptions { Map = map });

        opened.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
        opened.Metadata.Relations.ShouldBe(graph.Metadata.Relations);
        opened.Metadata.RelationCounts.ShouldBe(graph.Metadata.RelationCounts, ignoreOrder: true);
        opened.Metadata.NodeTypes.ShouldBe(graph.Metadata.NodeTypes, ignoreOrder: true);
        opened.EdgeCount.ShouldBe(graph.EdgeCount);
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            KgNode expected = graph.GetNode(ordinal);
            KgNode node = opened.GetNode(ordinal);
            (node.Id, node.Name, node.Type, node.Source).ShouldBe((expected.Id, expected.Name, expected.Type, expected.Source));
            node.Synonyms.ShouldBe(expected.Synonyms);
            opened.GetNeighbors(ordinal).SequenceEqual(graph.GetNeighbors(ordinal)).ShouldBeTrue();
            opened.GetRelationCodes(ordinal).SequenceEqual(graph.GetRelationCodes(ordinal)).ShouldBeTrue();
            opened.GetEdgeOrdinals(ordinal).SequenceEqual(graph.GetEdgeOrdinals(ordinal)).ShouldBeTrue();
        }

        (await opened.SearchAsync(["NAME 3"], new NodeSearchOptions { MaxResults = 99 }))[0].Count
            .ShouldBe((await graph.SearchAsync(["NAME 3"], new NodeSearchOptions { MaxResults = 99 }))[0].Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_graph_comes_back(bool map)
    {
        await new KnowledgeGraphBuilder { Name = "nothing" }.Build().SaveSnapshotAsync(Path);
        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, new SnapshotOpenOptions { Map = map });
        opened.Metadata.Name.ShouldBe("nothing");
        opened.NodeCount.ShouldBe(0);
    }

    [Fact]
    public async Task The_same_content_gives_the_same_bytes()
    {
        string second = Path + "2";
        await ToyGraph.Random(seed: 9, nodes: 50, edges: 500, relations: 5, shuffle: 1).SaveSnapshotAsync(Path);
        await ToyGraph.Random(seed: 9, nodes: 50, edges: 500, relations: 5, shuffle: 2).SaveSnapshotAsync(second);
        using (InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path))
        {
            await opened.SaveSnapshotAsync(Path + "3");
        }

        byte[] bytes = await File.ReadAllBytesAsync(Path);
        (await File.ReadAllBytesAsync(second)).ShouldBe(bytes);
        (await File.ReadAllBytesAsync(Path + "3")).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_file_takes_its_name_only_when_it_is_complete()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Builder().Build();
        await File.WriteAllTextAsync(Path, "what was there before");

        await Should.ThrowAsync<OperationCanceledException>(() => graph.SaveSnapshotAsync(Path, new CancellationToken(canceled: true)));
        (await File.ReadAllTextAsync(Path)).ShouldBe("what was there before");
        Directory.GetFiles(_folder).ShouldBe([Path]);

        await graph.SaveSnapshotAsync(Path);
        Directory.GetFiles(_folder).ShouldBe([Path]);
        (await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path)).Dispose();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_IO_error()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Builder().Build();
        await Should.ThrowAsync<IOException>(() => graph.SaveSnapshotAsync(System.IO.Path.Combine(_folder, "no", "such", "graph.mrkg")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_are_no_snapshots_are_told_as_such(bool map)
    {
        var options = new SnapshotOpenOptions { Map = map };
        (await Should.ThrowAsync<KnowledgeGraphException>(() => InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, options))).Message.ShouldContain("does not exist; make one with");
        await File.WriteAllTextAsync(Path, "");
        (await Should.ThrowAsync<KnowledgeGraphException>(() => InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, options))).Message.ShouldContain("is no snapshot");
        await File.WriteAllTextAsync(Path, new string('x', 5_000));
        (await Should.ThrowAsync<KnowledgeGraphException>(() => InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, options))).Message.ShouldContain("is no snapshot");
        (await Should.ThrowAsync<KnowledgeGraphException>(() => InMemoryKnowledgeGraph.OpenSnapshotAsync(_folder, options))).Message.ShouldContain("cannot be read");
    }

    [Theory]
    [InlineData(3, "update MedReason")]
    [InlineData(1, "build it again")]
    public async Task Another_format_version_is_told_with_what_to_do(int version, string advice)
    {
        await ToyGraph.Builder().Build().SaveSnapshotAsync(Path);
        byte[] bytes = await File.ReadAllBytesAsync(Path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SnapshotFormat.VersionOffset), version);
        await File.WriteAllBytesAsync(Path, bytes);

        (await Should.ThrowAsync<KnowledgeGraphException>(() => InMemoryKnowledgeGraph.OpenSnapshotAsync(Path))).Message.ShouldContain(advice);
    }

    [Fact]
    public async Task Opening_can_be_cancelled()
    {
        await ToyGraph.Builder().Build().SaveSnapshotAsync(Path);
        await Should.ThrowAsync<OperationCanceledException>(
            () => InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_mapped_graph_answers_until_it_is_disposed_and_not_after()
    {
        await ToyGraph.Builder().Build().SaveSnapshotAsync(Path);
        InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, new SnapshotOpenOptions { Map = true });
        opened.GetNode(0).Name.ShouldBe("Metformin");
        opened.Dispose();
        opened.Dispose();

        Should.Throw<ObjectDisposedException>(() => opened.GetNode(0));
        Should.Throw<ObjectDisposedException>(() => opened.GetNeighbors(0).Length);
    }

    [Fact]
    public async Task An_index_of_names_of_another_folding_is_made_anew()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Builder().Build();
        await graph.SaveSnapshotAsync(Path);
        byte[] bytes = await File.ReadAllBytesAsync(Path);
        byte[] metadata = Section(bytes, SnapshotSection.Metadata).ToArray();

        // Name, version and hash with their lengths, then nodes and edges come before the folding's version.
        int folding = 4 + "toy".Length + 4 + "1".Length + 4 + 64 + 4 + 4;
        BinaryPrimitives.ReadInt32LittleEndian(metadata.AsSpan(folding)).ShouldBe(NameFolding.Version);
        BinaryPrimitives.WriteInt32LittleEndian(metadata.AsSpan(folding), NameFolding.Version + 1);
        metadata.CopyTo(Section(bytes, SnapshotSection.Metadata));
        Section(bytes, SnapshotSection.NameReferences).Clear();
        Seal(bytes);
        await File.WriteAllBytesAsync(Path, bytes);

        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path);
        (await opened.SearchAsync(["t2dm"]))[0].Single().Node.Id.Value.ShouldBe("M:1");
    }

    /// <summary>A section's bytes in a snapshot, without padding.</summary>
    internal static Span<byte> Section(byte[] snapshot, SnapshotSection section)
    {
        Span<byte> entry = Entry(snapshot, section);
        return snapshot.AsSpan((int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
    }

    internal static Span<byte> Entry(byte[] snapshot, SnapshotSection section) =>
        snapshot.AsSpan(SnapshotFormat.HeaderLength + (((int)section - 1) * SnapshotFormat.EntryLength), SnapshotFormat.EntryLength);

    /// <summary>Makes all hashes match what the bytes are now, as a forger would.</summary>
    internal static void Seal(byte[] snapshot)
    {
        int sections = Math.Clamp(
            BinaryPrimitives.ReadInt32LittleEndian(snapshot.AsSpan(SnapshotFormat.SectionCountOffset)), 0, SnapshotFormat.MaxSectionCount);
        for (int number = 1; number <= sections; number++)
        {
            Span<byte> entry = Entry(snapshot, (SnapshotSection)number);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            long length = SnapshotFormat.Pad(BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
            if (offset >= 0 && offset <= snapshot.Length && length >= 0 && length <= snapshot.Length - offset)
            {
                SHA256.HashData(snapshot.AsSpan((int)offset, (int)length), entry[24..]);
            }
        }

        Span<byte> head = snapshot.AsSpan(0, SnapshotFormat.DataOffsetOf(sections));
        head.Slice(SnapshotFormat.HashOffset, SHA256.HashSizeInBytes).Clear();
        SHA256.HashData(head).CopyTo(head[SnapshotFormat.HashOffset..]);
    }
}
