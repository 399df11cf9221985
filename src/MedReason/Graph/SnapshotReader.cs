using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Unicode;
using MedReason.Shared;
using Microsoft.Win32.SafeHandles;

namespace MedReason.Graph;

/// <summary>Opens snapshots: checks lengths, hashes and every number that is used as an index before anything is answered from them.</summary>
internal sealed class SnapshotReader : IDisposable
{
    private const int ChunkLength = 1 << 20;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly SnapshotMapping? _mapping;
    private int _sectionCount;
    private readonly (long Offset, long Length, byte[] Hash)[] _sections = new (long, long, byte[])[SnapshotFormat.MaxSectionCount + 1];

    private SnapshotReader(string path, SafeFileHandle file, SnapshotMapping? mapping)
    {
        _path = path;
        _file = file;
        _mapping = mapping;
    }

    public static async Task<InMemoryKnowledgeGraph> OpenAsync(string path, SnapshotOpenOptions options, CancellationToken cancellationToken)
    {
        SnapshotMapping? mapping = null;
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            byte[] head = await ReadHeadAsync(path, file, length, cancellationToken).ConfigureAwait(false);
            mapping = options.Map ? SnapshotMapping.Open(path, length) : null;
            using var reader = new SnapshotReader(path, file, mapping);
            reader.ReadTable(head);
            GraphData data = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            mapping = null;
            return new InMemoryKnowledgeGraph(data);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KnowledgeGraphException($"The snapshot '{path}' does not exist; make one with 'medreason kg build' or SaveSnapshotAsync.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException)
        {
            throw exception is InvalidDataException
                ? Damaged(path, exception.Message, exception)
                : new KnowledgeGraphException($"The snapshot '{path}' cannot be read: {exception.Message}", exception);
        }
        finally
        {
            mapping?.UnmapAtOnce();
        }
    }

    public void Dispose() => _file.Dispose();

    private static KnowledgeGraphException Damaged(string path, string what, Exception? cause = null) =>
        new($"The snapshot '{path}' is damaged: {what}. Build it again from its source.", cause);

    private static async Task<byte[]> ReadHeadAsync(string path, SafeFileHandle file, long length, CancellationToken cancellationToken)
    {
        var head = new byte[SnapshotFormat.DataOffsetOf(SnapshotFormat.MaxSectionCount)];
        int read = 0;
        while (read < head.Length)
        {
            int count = await RandomAccess.ReadAsync(file, head.AsMemory(read), read, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            read += count;
        }

        if (read < SnapshotFormat.HeaderLength || !InMemoryKnowledgeGraph.IsSnapshot(head))
        {
            throw new KnowledgeGraphException($"'{path}' is no snapshot of a graph; make one with 'medreason kg build' or SaveSnapshotAsync.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(SnapshotFormat.VersionOffset));
        if (version != SnapshotFormat.Version)
        {
            throw new KnowledgeGraphException(version > SnapshotFormat.Version
                ? $"The snapshot '{path}' has format version {version} and this release reads version {SnapshotFormat.Version}: update MedReason, or "
                    + "build the snapshot again with this release."
                : $"The snapshot '{path}' has format version {version} and this release reads version {SnapshotFormat.Version}: build it again from its "
                    + "source with this release.");
        }

        int sections = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(SnapshotFormat.SectionCountOffset));
        if (sections is not (SnapshotFormat.SectionCount or SnapshotFormat.ExtendedSectionCount or SnapshotFormat.MaxSectionCount))
        {
            throw Damaged(path, "its number of sections is wrong");
        }

        head = head[..SnapshotFormat.DataOffsetOf(sections)];
        if (read < head.Length || BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(SnapshotFormat.FileLengthOffset)) != length)
        {
            throw Damaged(path, $"it is {length} bytes long, which is not the length it had when it was written");
        }

        byte[] expected = head[SnapshotFormat.HashOffset..SnapshotFormat.HeaderLength];
        head.AsSpan(SnapshotFormat.HashOffset, SHA256.HashSizeInBytes).Clear();
        return SHA256.HashData(head).AsSpan().SequenceEqual(expected) ? head : throw Damaged(path, "the hash of its header does not match");
    }

    private void ReadTable(ReadOnlySpan<byte> head)
    {
        _sectionCount = BinaryPrimitives.ReadInt32LittleEndian(head[SnapshotFormat.SectionCountOffset..]);
        long expected = head.Length;
        for (int number = 1; number <= _sectionCount; number++)
        {
            ReadOnlySpan<byte> entry = head.Slice(SnapshotFormat.HeaderLength + ((number - 1) * SnapshotFormat.EntryLength), SnapshotFormat.EntryLength);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            long length = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            if (BinaryPrimitives.ReadInt64LittleEndian(entry) != number || offset != expected || length < 0 || length > Array.MaxLength)
            {
                throw Damaged(_path, $"its table of sections is wrong at section {number}");
            }

            expected = offset + SnapshotFormat.Pad(length);
            _sections[number] = (offset, length, entry[24..].ToArray());
        }

        if (expected != BinaryPrimitives.ReadInt64LittleEndian(head[SnapshotFormat.FileLengthOffset..]))
        {
            throw Damaged(_path, "its sections do not add up to its length");
        }
    }

    private async Task<GraphData> ReadAsync(CancellationToken cancellationToken)
    {
        var columns = new Columns();
        (SnapshotSection Section, Action Read)[] work =
        [
            .. new (SnapshotSection Section, Action Read)[]
            {
                (SnapshotSection.Metadata, () => columns.Metadata = Load<byte>(SnapshotSection.Metadata, cancellationToken)),
                (SnapshotSection.IdOffsets, () => columns.IdOffsets = Load<int>(SnapshotSection.IdOffsets, cancellationToken)),
                (SnapshotSection.IdBlob, () => columns.IdBlob = Load<byte>(SnapshotSection.IdBlob, cancellationToken)),
                (SnapshotSection.NameOffsets, () => columns.NameOffsets = Load<int>(SnapshotSection.NameOffsets, cancellationToken)),
                (SnapshotSection.NameBlob, () => columns.NameBlob = Load<byte>(SnapshotSection.NameBlob, cancellationToken)),
                (SnapshotSection.NodeTypes, () => columns.NodeTypes = Load<ushort>(SnapshotSection.NodeTypes, cancellationToken)),
                (SnapshotSection.NodeSources, () => columns.NodeSources = Load<ushort>(SnapshotSection.NodeSources, cancellationToken)),
                (SnapshotSection.SynonymOffsets, () => columns.SynonymOffsets = Load<int>(SnapshotSection.SynonymOffsets, cancellationToken)),
                (SnapshotSection.SynonymTextOffsets, () => columns.SynonymTextOffsets = Load<int>(SnapshotSection.SynonymTextOffsets, cancellationToken)),
                (SnapshotSection.SynonymBlob, () => columns.SynonymBlob = Load<byte>(SnapshotSection.SynonymBlob, cancellationToken)),
                (SnapshotSection.AdjacencyOffsets, () => columns.AdjacencyOffsets = Load<int>(SnapshotSection.AdjacencyOffsets, cancellationToken)),
                (SnapshotSection.Neighbors, () => columns.Neighbors = Load<int>(SnapshotSection.Neighbors, cancellationToken)),
                (SnapshotSection.RelationCodes, () => columns.RelationCodes = Load<ushort>(SnapshotSection.RelationCodes, cancellationToken)),
                (SnapshotSection.EdgeOrdinals, () => columns.EdgeOrdinals = Load<int>(SnapshotSection.EdgeOrdinals, cancellationToken)),
                (SnapshotSection.NameHashes, () => columns.NameHashes = Load<uint>(SnapshotSection.NameHashes, cancellationToken)),
                (SnapshotSection.NameReferences, () => columns.NameReferences = Load<int>(SnapshotSection.NameReferences, cancellationToken)),
                (SnapshotSection.GraphSources, () => columns.GraphSources = Load<byte>(SnapshotSection.GraphSources, cancellationToken)),
                (SnapshotSection.AttributeSets, () => columns.AttributeSets = Load<int>(SnapshotSection.AttributeSets, cancellationToken)),
                (SnapshotSection.AttributeOffsets, () => columns.AttributeOffsets = Load<int>(SnapshotSection.AttributeOffsets, cancellationToken)),
                (SnapshotSection.AttributeBlob, () => columns.AttributeBlob = Load<byte>(SnapshotSection.AttributeBlob, cancellationToken)),
                (SnapshotSection.AttributeTextOffsets,
                    () => columns.AttributeTextOffsets = Load<int>(SnapshotSection.AttributeTextOffsets, cancellationToken)),
                (SnapshotSection.AttributeTextBlob, () => columns.AttributeTextBlob = Load<byte>(SnapshotSection.AttributeTextBlob, cancellationToken)),
                (SnapshotSection.DefinitionOffsets, () => columns.DefinitionOffsets = Load<int>(SnapshotSection.DefinitionOffsets, cancellationToken)),
                (SnapshotSection.DefinitionBlob, () => columns.DefinitionBlob = Load<byte>(SnapshotSection.DefinitionBlob, cancellationToken)),
            }.Where(item => (int)item.Section <= _sectionCount).OrderByDescending(item => _sections[(int)item.Section].Length),
        ];

        // The largest first, so that two workers end at about the same time.
        int next = -1;
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < work.Length; i = Interlocked.Increment(ref next))
            {
                work[i].Read();
            }
        }

        var workers = new Task[Math.Min(Environment.ProcessorCount, 4)];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = Task.Run(Work, cancellationToken);
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return columns.ToData(_mapping);
    }

    private Block<T> Load<T>(SnapshotSection section, CancellationToken cancellationToken)
        where T : unmanaged
    {
        (long offset, long length, byte[] expected) = _sections[(int)section];
        int size = Marshal.SizeOf<T>();
        if (length % size != 0)
        {
            throw new InvalidDataException($"section {section} has a length that its numbers do not fill");
        }

        Block<T> block = _mapping is null
            ? new Block<T>(GC.AllocateUninitializedArray<T>((int)(length / size)))
            : _mapping.GetBlock<T>(offset, (int)(length / size));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(block, offset, (int)length, hash, cancellationToken);
        return hash.SequenceEqual(expected) ? block : throw new InvalidDataException($"the hash of section {section} does not match");
    }

    private void Hash<T>(Block<T> block, long offset, int length, Span<byte> destination, CancellationToken cancellationToken)
        where T : unmanaged
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadOnlySpan<byte> bytes = block.Bytes;
        for (int start = 0; start < length; start += ChunkLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> chunk = bytes.Slice(start, Math.Min(ChunkLength, length - start));
            if (_mapping is null)
            {
                Fill(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(chunk), chunk.Length), offset + start);
            }

            hash.AppendData(chunk);
        }

        Span<byte> padding = stackalloc byte[8];
        padding = padding[..(int)(SnapshotFormat.Pad(length) - length)];
        Fill(padding, offset + length);
        hash.AppendData(padding);
        hash.GetHashAndReset(destination);
    }

    private void Fill(Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            int count = RandomAccess.Read(_file, target, offset);
            if (count == 0)
            {
                throw new InvalidDataException("it was cut short while it was read");
            }

            target = target[count..];
            offset += count;
        }
    }

    /// <summary>The sections as they were read, before they are known to fit together.</summary>
    private sealed class Columns
    {
        public Block<byte> Metadata { get; set; }

        public Block<int> IdOffsets { get; set; }

        public Block<byte> IdBlob { get; set; }

        public Block<int> NameOffsets { get; set; }

        public Block<byte> NameBlob { get; set; }

        public Block<ushort> NodeTypes { get; set; }

        public Block<ushort> NodeSources { get; set; }

        public Block<int> SynonymOffsets { get; set; }

        public Block<int> SynonymTextOffsets { get; set; }

        public Block<byte> SynonymBlob { get; set; }

        public Block<int> AdjacencyOffsets { get; set; }

        public Block<int> Neighbors { get; set; }

        public Block<ushort> RelationCodes { get; set; }

        public Block<int> EdgeOrdinals { get; set; }

        public Block<uint> NameHashes { get; set; }

        public Block<int> NameReferences { get; set; }

        public Block<byte>? GraphSources { get; set; }

        public Block<int> AttributeSets { get; set; }

        public Block<int> AttributeOffsets { get; set; }

        public Block<byte> AttributeBlob { get; set; }

        public Block<int> AttributeTextOffsets { get; set; }

        public Block<byte> AttributeTextBlob { get; set; }

        public Block<int>? DefinitionOffsets { get; set; }

        public Block<byte> DefinitionBlob { get; set; }

        public GraphData ToData(SnapshotMapping? owner)
        {
            SnapshotMetadata metadata = SnapshotMetadata.Decode(Metadata.Span);
            int nodes = metadata.NodeCount;
            CheckTexts(IdOffsets.Span, IdBlob.Span, nodes, "ids");
            CheckTexts(NameOffsets.Span, NameBlob.Span, nodes, "names");
            CheckTexts(SynonymTextOffsets.Span, SynonymBlob.Span, SynonymTextOffsets.Length - 1, "synonyms");
            CheckOffsets(SynonymOffsets.Span, nodes, SynonymTextOffsets.Length - 1, "synonyms");
            CheckOffsets(AdjacencyOffsets.Span, nodes, Neighbors.Length, "adjacency");
            Check(RelationCodes.Length == Neighbors.Length && EdgeOrdinals.Length == Neighbors.Length, "its adjacency columns differ in length");
            Check(Neighbors.Length >= metadata.EdgeCount && Neighbors.Length <= 2L * metadata.EdgeCount, "its adjacency does not fit its number of edges");
            Check(NodeTypes.Length == nodes && IsBelow(NodeTypes.Span, metadata.NodeTypes.Length), "a node's type is out of range");
            Check(NodeSources.Length == nodes && IsBelow(NodeSources.Span, metadata.Sources.Length + 1), "a node's source is out of range");
            Check(IsBelow(Neighbors.Span, nodes), "a neighbour is out of range");
            Check(IsBelow(RelationCodes.Span, metadata.Relations.Length * 2), "a relation is out of range");
            Check(IsBelow(EdgeOrdinals.Span, metadata.EdgeCount), "an edge is out of range");
            Check(NameHashes.Length == NameReferences.Length
                && IsBelow(NameReferences.Span, (long)nodes + SynonymTextOffsets.Length - 1), "a name is out of range");
            var ids = new Utf8Table(IdOffsets, IdBlob);
            CheckIds(ids);
            var names = new Utf8Table(NameOffsets, NameBlob);
            var synonyms = new Utf8Table(SynonymTextOffsets, SynonymBlob);
            if (metadata.NameFoldingVersion != NameFolding.Version)
            {
                (uint[] hashes, int[] references) = NodeNameIndex.Build(names, synonyms);
                NameHashes = new Block<uint>(hashes);
                NameReferences = new Block<int>(references);
            }

            return new GraphData
            {
                Name = metadata.Name,
                Version = metadata.Version,
                ContentHash = metadata.ContentHash,
                EdgeCount = metadata.EdgeCount,
                NodeTypes = metadata.NodeTypes,
                NodeTypeCounts = metadata.NodeTypeCounts,
                Relations = metadata.Relations,
                RelationCounts = metadata.RelationCounts,
                Sources = metadata.Sources,
                Ids = ids,
                Names = names,
                NodeTypeIndexes = NodeTypes,
                NodeSources = NodeSources,
                SynonymOffsets = SynonymOffsets,
                Synonyms = synonyms,
                AdjacencyOffsets = AdjacencyOffsets,
                Neighbors = Neighbors,
                RelationCodes = RelationCodes,
                EdgeOrdinals = EdgeOrdinals,
                NameHashes = NameHashes,
                NameReferences = NameReferences,
                Attributes = GraphSources is null ? EdgeAttributeTable.Empty : ToAttributes(metadata.EdgeCount),
                Definitions = DefinitionOffsets is { } offsets ? ToDefinitions(offsets, nodes) : null,
                GraphSources = GraphSources is { } sources ? SnapshotMetadata.DecodeSources(sources.Span) : [],
                Owner = owner,
            };
        }

        // What is stated about an edge is decoded when it is asked for, and checked then.
        private EdgeAttributeTable ToAttributes(int edges)
        {
            int sets = AttributeOffsets.Length - 1;
            Check(AttributeSets.Length == 0 || AttributeSets.Length == edges, "its attributes do not fit its number of edges");
            Check(IsBelow(AttributeSets.Span, (long)sets + 1), "the attributes of an edge are out of range");
            CheckOffsets(AttributeOffsets.Span, sets, AttributeBlob.Length, "attributes");
            CheckTexts(AttributeTextOffsets.Span, AttributeTextBlob.Span, AttributeTextOffsets.Length - 1, "texts of attributes");
            return new EdgeAttributeTable(
                AttributeSets, new Utf8Table(AttributeOffsets, AttributeBlob), new Utf8Table(AttributeTextOffsets, AttributeTextBlob));
        }

        private Utf8Table ToDefinitions(Block<int> offsets, int nodes)
        {
            CheckTexts(offsets.Span, DefinitionBlob.Span, nodes, "definitions");
            return new Utf8Table(offsets, DefinitionBlob);
        }

        private static void Check(bool condition, string what)
        {
            if (!condition)
            {
                throw new InvalidDataException(what);
            }
        }

        private static bool IsBelow(ReadOnlySpan<int> numbers, long limit) =>
            numbers.IsEmpty || TensorPrimitives.Max(MemoryMarshal.Cast<int, uint>(numbers)) < limit;

        private static bool IsBelow(ReadOnlySpan<ushort> numbers, int limit) => numbers.IsEmpty || TensorPrimitives.Max(numbers) < limit;

        private static void CheckOffsets(ReadOnlySpan<int> offsets, int count, int end, string what)
        {
            Check(offsets.Length > 0, $"it has no offsets for its {what}");
            Check(offsets.Length == (long)count + 1 && offsets[0] == 0 && offsets[^1] == end, $"its {what} do not fit their offsets");
            for (int i = 1; i < offsets.Length; i++)
            {
                Check(offsets[i] >= offsets[i - 1], $"the offsets of its {what} are out of order");
            }
        }

        private static void CheckTexts(ReadOnlySpan<int> offsets, ReadOnlySpan<byte> blob, int count, string what)
        {
            CheckOffsets(offsets, count, blob.Length, what);
            Check(Utf8.IsValid(blob), $"its {what} are not UTF-8");
            foreach (int offset in offsets)
            {
                Check(offset == blob.Length || (blob[offset] & 0xC0) != 0x80, $"one of its {what} begins inside a character");
            }
        }

        private static void CheckIds(Utf8Table ids)
        {
            for (int i = 0; i < ids.Count; i++)
            {
                Check(ids[i].Length > 0 && (i == 0 || Utf8Ordinal.Compare(ids[i - 1], ids[i]) < 0), "its ids are out of order");
            }
        }
    }
}
