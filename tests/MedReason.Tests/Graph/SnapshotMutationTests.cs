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
