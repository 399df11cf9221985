using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>Writes snapshots.</summary>
internal static class SnapshotWriter
{
    private const int ChunkLength = 1 << 20;

    /// <summary>Writes to a temporary name in the same folder, flushes to disk, renames.</summary>
    public static async Task SaveAsync(GraphData data, string path, CancellationToken cancellationToken)
    {
        using var file = OutputFile.Open(path, mayBeThrough: false);
        await Task.Run(() => Write(data, file.Stream, cancellationToken), cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(data);
        file.Complete();
    }

    private static void Write(GraphData data, FileStream stream, CancellationToken cancellationToken)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Snapshots are little-endian, and so must be the machine that writes them.");
        }

        byte[] metadata = SnapshotMetadata.Of(data).Encode();
        byte[] sources = SnapshotMetadata.EncodeSources(data.GraphSources);
        int sections = data.Definitions is not null ? SnapshotFormat.MaxSectionCount
            : data.Attributes.IsEmpty && data.GraphSources.Length == 0 ? SnapshotFormat.SectionCount : SnapshotFormat.ExtendedSectionCount;
        var head = new byte[SnapshotFormat.DataOffsetOf(sections)];
        stream.Write(head);
        long offset = head.Length;
        Span<byte> padding = stackalloc byte[8];
        padding.Clear();
        for (int number = 1; number <= sections; number++)
        {
            ReadOnlySpan<byte> bytes = SectionOf(data, metadata, sources, (SnapshotSection)number);
            Span<byte> entry = head.AsSpan(SnapshotFormat.HeaderLength + ((number - 1) * SnapshotFormat.EntryLength), SnapshotFormat.EntryLength);
            BinaryPrimitives.WriteInt32LittleEndian(entry, number);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], bytes.Length);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int start = 0; start < bytes.Length; start += ChunkLength)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> chunk = bytes.Slice(start, Math.Min(ChunkLength, bytes.Length - start));
                hash.AppendData(chunk);
                stream.Write(chunk);
            }

            ReadOnlySpan<byte> tail = padding[..(int)(SnapshotFormat.Pad(bytes.Length) - bytes.Length)];
            hash.AppendData(tail);
            stream.Write(tail);
            hash.GetHashAndReset(entry[24..]);
            offset += bytes.Length + tail.Length;
        }

        SnapshotFormat.Signature.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(SnapshotFormat.VersionOffset), SnapshotFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(SnapshotFormat.SectionCountOffset), sections);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(SnapshotFormat.FileLengthOffset), offset);
        SHA256.HashData(head).CopyTo(head.AsSpan(SnapshotFormat.HashOffset));
        stream.Position = 0;
        stream.Write(head);
        stream.Flush(flushToDisk: true);
    }

    private static ReadOnlySpan<byte> SectionOf(GraphData data, byte[] metadata, byte[] sources, SnapshotSection section) => section switch
    {
        SnapshotSection.Metadata => metadata,
        SnapshotSection.IdOffsets => data.Ids.Offsets.Bytes,
        SnapshotSection.IdBlob => data.Ids.Blob.Span,
        SnapshotSection.NameOffsets => data.Names.Offsets.Bytes,
        SnapshotSection.NameBlob => data.Names.Blob.Span,
        SnapshotSection.NodeTypes => data.NodeTypeIndexes.Bytes,
        SnapshotSection.NodeSources => data.NodeSources.Bytes,
        SnapshotSection.SynonymOffsets => data.SynonymOffsets.Bytes,
        SnapshotSection.SynonymTextOffsets => data.Synonyms.Offsets.Bytes,
        SnapshotSection.SynonymBlob => data.Synonyms.Blob.Span,
        SnapshotSection.AdjacencyOffsets => data.AdjacencyOffsets.Bytes,
        SnapshotSection.Neighbors => data.Neighbors.Bytes,
        SnapshotSection.RelationCodes => data.RelationCodes.Bytes,
        SnapshotSection.EdgeOrdinals => data.EdgeOrdinals.Bytes,
        SnapshotSection.NameHashes => data.NameHashes.Bytes,
        SnapshotSection.NameReferences => data.NameReferences.Bytes,
        SnapshotSection.GraphSources => sources,
        SnapshotSection.AttributeSets => data.Attributes.Sets.Bytes,
        SnapshotSection.AttributeOffsets => data.Attributes.Encoded.Offsets.Bytes,
        SnapshotSection.AttributeBlob => data.Attributes.Encoded.Blob.Span,
        SnapshotSection.AttributeTextOffsets => data.Attributes.Texts.Offsets.Bytes,
        SnapshotSection.AttributeTextBlob => data.Attributes.Texts.Blob.Span,
        SnapshotSection.DefinitionOffsets => data.Definitions!.Value.Offsets.Bytes,
        _ => data.Definitions!.Value.Blob.Span,
    };
}
