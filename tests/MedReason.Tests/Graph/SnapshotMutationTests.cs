using System.Buffers.Binary;
using MedReason.Graph;

namespace MedReason.Tests.Graph;

/// <summary>
/// Damaged and forged snapshots: each is refused with a <see cref="KnowledgeGraphException"/> or read with the same content, and none costs more memory than
/// the file is long. By default a few thousand mutants; 100,000 where MEDREASON_LONG_TESTS is 1.
/// </summary>
[Collection(RunsAlone.Name)]
public sealed class SnapshotMutationTests : IDisposable
{
    private const long MemoryConstant = 1 << 20;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-mutants-").FullName;
    private readonly byte[] _whole;
    private readonly string _hash;

    public SnapshotMutationTests()
    {
        using InMemoryKnowledgeGraph graph = ToyGraph.Random(seed: 2, nodes: 25, edges: 60, relations: 3);
        string path = Path.Combine(_folder, "whole.mrkg");
        graph.SaveSnapshotAsync(path).GetAwaiter().GetResult();
        _whole = File.ReadAllBytes(path);
        _hash = graph.Metadata.ContentHash!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_snapshot_cut_at_any_length_is_refused()
    {
        int step = IsLong ? 1 : 7;
        for (int length = 0; length < _whole.Length; length += step)
        {
            (await TryOpenAsync(_whole[..length], map: length % 2 == 0)).ShouldBeFalse($"length {length}");
        }
    }

    [Fact]
    public async Task A_snapshot_with_something_behind_it_is_refused()
    {
        (await TryOpenAsync([.. _whole, 0])).ShouldBeFalse();
        (await TryOpenAsync([.. _whole, .. _whole])).ShouldBeFalse();
    }

    [Fact]
    public async Task A_flipped_bit_is_refused_wherever_it_is()
    {
        int count = IsLong ? 70_000 : 2_000;
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            byte[] mutant = [.. _whole];
            int bit = IsLong && i < _whole.Length * 8 ? i : random.Next(_whole.Length * 8);
            mutant[bit / 8] ^= (byte)(1 << (bit % 8));
            (await TryOpenAsync(mutant, map: i % 4 == 0)).ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public async Task Sections_that_change_places_are_refused_also_where_all_hashes_match()
    {
        for (int first = 1; first <= SnapshotFormat.SectionCount; first++)
        {
            for (int second = first + 1; second <= SnapshotFormat.SectionCount; second++)
            {
                byte[] mutant = [.. _whole];
                byte[] entry = SnapshotTests.Entry(mutant, (SnapshotSection)first).ToArray();
                SnapshotTests.Entry(mutant, (SnapshotSection)second).CopyTo(SnapshotTests.Entry(mutant, (SnapshotSection)first));
                entry.CopyTo(SnapshotTests.Entry(mutant, (SnapshotSection)second));
                (await TryOpenAsync(mutant)).ShouldBeFalse();
                SnapshotTests.Seal(mutant);
                (await TryOpenAsync(mutant)).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public async Task Forged_lengths_and_offsets_are_refused_also_where_all_hashes_match()
    {
        long[] forged = [-1, 0, 1, 7, 8, 9, _whole.Length, int.MaxValue, long.MaxValue, long.MinValue, 1L << 40];
        for (int number = 1; number <= SnapshotFormat.SectionCount; number++)
        {
            foreach (int field in new[] { 0, 8, 16 })
            {
                foreach (long value in forged)
                {
                    byte[] mutant = [.. _whole];
                    Span<byte> place = SnapshotTests.Entry(mutant, (SnapshotSection)number)[field..];
                    if (BinaryPrimitives.ReadInt64LittleEndian(place) == value)
                    {
                        continue;
                    }

                    BinaryPrimitives.WriteInt64LittleEndian(place, value);
                    SnapshotTests.Seal(mutant);
                    (await TryOpenAsync(mutant, map: value == 8)).ShouldBeFalse($"section {number}, field {field}, value {value}");
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_section_without_content_is_refused_in_one_line_also_where_all_hashes_match(bool map)
    {
        for (int number = 1; number <= SnapshotFormat.SectionCount; number++)
        {
            byte[] mutant = WithSection((SnapshotSection)number, []);
            KnowledgeGraphException refusal = await RefusalOfAsync(mutant, map, $"section {(SnapshotSection)number}");
            refusal.Message.ShouldContain("is damaged");
            refusal.Message.ShouldNotContain("\n");
        }
    }

    [Theory]
    [InlineData(nameof(SnapshotSection.AttributeOffsets))]
    [InlineData(nameof(SnapshotSection.AttributeTextOffsets))]
    [InlineData(nameof(SnapshotSection.GraphSources))]
    public async Task A_section_of_attributes_or_sources_without_content_is_refused_in_one_line(string name)
    {
        SnapshotSection section = Enum.Parse<SnapshotSection>(name);
        string path = Path.Combine(_folder, "sources.mrkg");
        using (InMemoryKnowledgeGraph graph = ToyGraph.Builder().Build())
        using (InMemoryKnowledgeGraph with = graph.WithSources([new KgSource { Name = "a source", NodeCount = 6, EdgeCount = 7 }]))
        {
            await with.SaveSnapshotAsync(path);
        }

        (await RefusalOfAsync(WithSection(await File.ReadAllBytesAsync(path), section, []), map: false, name)).Message.ShouldContain("is damaged");
    }

    [Theory]
    [InlineData(140_000)]
    [InlineData(65_536)]
    public async Task More_node_types_than_a_graph_holds_are_named(int types)
    {
        byte[] metadata;
        using (InMemoryKnowledgeGraph graph = ToyGraph.Random(seed: 2, nodes: 25, edges: 60, relations: 3))
        {
            GraphData data = graph.Data;
            NodeType[] names = [.. data.NodeTypes, .. Enumerable.Range(0, types - data.NodeTypes.Length).Select(i => new NodeType($"zz{i:D6}"))];
            long[] counts = [.. data.NodeTypeCounts, .. new long[types - data.NodeTypes.Length]];
            metadata = SnapshotMetadata.Of(data with { NodeTypes = names, NodeTypeCounts = counts }).Encode();
        }

        (await RefusalOfAsync(WithSection(SnapshotSection.Metadata, metadata), map: false, "types")).Message
            .ShouldContain($"it has {types} node types, and a graph has at most 65535");
    }

    private byte[] WithSection(SnapshotSection section, byte[] content) => WithSection(_whole, section, content);

    /// <summary>The snapshot with another content for a section, offsets and hashes as they would be had it been written so.</summary>
    private static byte[] WithSection(byte[] whole, SnapshotSection section, byte[] content)
    {
        int sections = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(SnapshotFormat.SectionCountOffset));
        var forged = new List<byte>(whole.AsSpan(0, SnapshotFormat.DataOffsetOf(sections)).ToArray());
        var entries = new List<(long Offset, long Length)>();
        for (int number = 1; number <= sections; number++)
        {
            byte[] bytes = (SnapshotSection)number == section ? content : SnapshotTests.Section(whole, (SnapshotSection)number).ToArray();
            entries.Add((forged.Count, bytes.Length));
            forged.AddRange(bytes);
            forged.AddRange(new byte[SnapshotFormat.Pad(bytes.Length) - bytes.Length]);
        }

        byte[] snapshot = [.. forged];
        for (int number = 1; number <= sections; number++)
        {
            Span<byte> entry = SnapshotTests.Entry(snapshot, (SnapshotSection)number);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], entries[number - 1].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], entries[number - 1].Length);
        }

        BinaryPrimitives.WriteInt64LittleEndian(snapshot.AsSpan(SnapshotFormat.FileLengthOffset), snapshot.Length);
        SnapshotTests.Seal(snapshot);
        return snapshot;
    }

    private async Task<KnowledgeGraphException> RefusalOfAsync(byte[] bytes, bool map, string what)
    {
        string path = Path.Combine(_folder, "forged.mrkg");
        await File.WriteAllBytesAsync(path, bytes);
        return await Should.ThrowAsync<KnowledgeGraphException>(
            () => InMemoryKnowledgeGraph.OpenSnapshotAsync(path, new SnapshotOpenOptions { Map = map }), what);
    }

    [Fact]
    public async Task Forged_content_whose_hashes_match_never_ends_in_anything_but_a_typed_error_or_an_answer()
    {
        int count = IsLong ? 28_000 : 2_000;
        var random = new Random(2);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] mutant = [.. _whole];
            for (int changes = 1 + random.Next(3); changes > 0; changes--)
            {
                int place = random.Next(SnapshotFormat.DataOffset, mutant.Length);
                mutant[place] = random.Next(4) switch { 0 => 0, 1 => 0xFF, 2 => 0x7F, _ => (byte)random.Next(256) };
            }

            SnapshotTests.Seal(mutant);
            refused += await TryOpenAsync(mutant, map: i % 4 == 0, sameContent: false) ? 0 : 1;
        }

        refused.ShouldBeGreaterThan(count / 4);
    }

    private async Task<bool> TryOpenAsync(byte[] bytes, bool map = false, bool sameContent = true)
    {
        string path = Path.Combine(_folder, "mutant.mrkg");
        await File.WriteAllBytesAsync(path, bytes);
        long before = GC.GetTotalAllocatedBytes(precise: false);
        try
        {
            using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(path, new SnapshotOpenOptions { Map = map });
            if (sameContent)
            {
                graph.Metadata.ContentHash.ShouldBe(_hash);
            }

            await UseAsync(graph);
            return true;
        }
        catch (KnowledgeGraphException)
        {
            return false;
        }
        finally
        {
            (GC.GetTotalAllocatedBytes(precise: false) - before).ShouldBeLessThan(bytes.Length + MemoryConstant);
        }
    }

    /// <summary>Touches everything that a graph can be asked for.</summary>
    private static async Task UseAsync(InMemoryKnowledgeGraph graph)
    {
        var ids = new List<NodeId>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            ids.Add(graph.GetNode(ordinal).Id);
        }

        await graph.GetNeighborsAsync(ids);
        await graph.GetDegreesAsync(ids);
        await graph.SearchAsync([.. ids.Select(id => id.Value), "name 1", "also 1"]);
    }
}
