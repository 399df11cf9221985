using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedReason.Entities;

/// <summary>
/// The header before the vectors in an index file and in the file of an interrupted build. Little-endian: signature (8 bytes), version, header length,
/// SHA-256 of what follows up to the header's end; then length of the data, dimensions, rows, hash of the rows, provider, model and graph hash as
/// length-prefixed UTF-8, SHA-256 of the data (zero while it is being built).
/// </summary>
internal sealed class EmbeddingIndexHeader
{
    private const int Version = 1;
    private const int FixedLength = 16 + SHA256.HashSizeInBytes;
    private const int MaxLength = 1 << 16;

    public required int Dimensions { get; init; }

    public required int Rows { get; init; }

    public required byte[] RowsHash { get; init; }

    public required EmbeddingGeneratorIdentity Generator { get; init; }

    /// <summary>The graph's content hash; empty when the graph provides none.</summary>
    public required string GraphHash { get; init; }

    public byte[] DataHash { get; init; } = new byte[SHA256.HashSizeInBytes];

    public long DataLength => (long)Rows * Dimensions * sizeof(float);

    private static ReadOnlySpan<byte> Signature => "MRKE\r\n\u001A\n"u8;

    public byte[] Encode()
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(DataLength);
            writer.Write(Dimensions);
            writer.Write(Rows);
            writer.Write(RowsHash);
            writer.Write(Generator.Provider);
            writer.Write(Generator.Model);
            writer.Write(GraphHash);
            writer.Write(DataHash);
        }

        byte[] header = new byte[FixedLength + body.Length];
        Signature.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), header.Length);
        body.ToArray().CopyTo(header, FixedLength);
        SHA256.HashData(header.AsSpan(FixedLength)).CopyTo(header, 16);
        return header;
    }

    /// <summary>Reads a header, or says what is wrong with it.</summary>
    public static async Task<(EmbeddingIndexHeader? Header, string? Problem)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] head = new byte[FixedLength];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < head.Length
            || !head.AsSpan(0, 8).SequenceEqual(Signature))
        {
            return (null, "it is no embedding index");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8));
        if (version != Version)
        {
            return (null, FormattableString.Invariant($"its version is {version}, this library reads version {Version}"));
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12)) - FixedLength;
        if (length is <= 0 or > MaxLength)
        {
            return (null, "its header is damaged");
        }

        byte[] body = new byte[length];
        if (await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < length
            || !SHA256.HashData(body).AsSpan().SequenceEqual(head.AsSpan(16)))
        {
            return (null, "its header is damaged");
        }

        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        long dataLength = reader.ReadInt64();
        var header = new EmbeddingIndexHeader
        {
            Dimensions = reader.ReadInt32(),
            Rows = reader.ReadInt32(),
            RowsHash = reader.ReadBytes(SHA256.HashSizeInBytes),
            Generator = new EmbeddingGeneratorIdentity(reader.ReadString(), reader.ReadString()),
            GraphHash = reader.ReadString(),
            DataHash = reader.ReadBytes(SHA256.HashSizeInBytes),
        };
        return header.Dimensions > 0 && header.Rows >= 0 && header.DataLength == dataLength && dataLength / sizeof(float) <= Array.MaxLength
            ? (header, null)
            : (null, "its header is damaged");
    }

    /// <summary>Why vectors under this header cannot serve a graph and a generator, or null where they can.</summary>
    public string? FindMismatch(EmbeddingRows rows, string graphHash, EmbeddingGeneratorIdentity generator)
    {
        if (Generator != generator)
        {
            return $"it was built by the generator {Generator}, this one is {generator}";
        }

        if (GraphHash.Length > 0 && graphHash.Length > 0 && !string.Equals(GraphHash, graphHash, StringComparison.Ordinal))
        {
            return $"it was built for a graph with content hash {GraphHash}, this one has {graphHash}";
        }

        return Rows != rows.Count || !RowsHash.AsSpan().SequenceEqual(rows.Hash)
            ? "it was built over other names than this graph has with these options"
            : null;
    }
}
