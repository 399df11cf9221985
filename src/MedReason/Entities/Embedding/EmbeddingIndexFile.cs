using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedReason.Shared;

namespace MedReason.Entities;

/// <summary>Index files on disk: written under a temporary name, flushed, renamed; read only as a whole and only if every hash agrees.</summary>
internal static class EmbeddingIndexFile
{
    private const int ChunkLength = 1 << 20;

    public static async Task WriteAsync(string path, EmbeddingIndexHeader header, ReadOnlyMemory<float> vectors, CancellationToken cancellationToken)
    {
        using var file = OutputFile.Open(path, mayBeThrough: false);
        await file.Stream.WriteAsync(header.Encode(), cancellationToken).ConfigureAwait(false);
        byte[] chunk = new byte[ChunkLength];
        for (int start = 0; start < vectors.Length; start += ChunkLength / sizeof(float))
        {
            int length = ToBytes(vectors.Span.Slice(start, Math.Min(ChunkLength / sizeof(float), vectors.Length - start)), chunk);
            await file.Stream.WriteAsync(chunk.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }

        file.Complete();
    }

    public static async Task<float[]> ReadAsync(
        string path, EmbeddingRows rows, string graphHash, EmbeddingGeneratorIdentity generator, CancellationToken cancellationToken)
    {
        FileStream stream = Open(path);
        await using (stream.ConfigureAwait(false))
        {
            (EmbeddingIndexHeader? header, string? problem) = await EmbeddingIndexHeader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            problem ??= header!.FindMismatch(rows, graphHash, generator);
            problem ??= stream.Length - stream.Position != header!.DataLength ? "its length is wrong" : null;
            if (problem is not null)
            {
                throw new KnowledgeGraphException($"The embedding index '{path}' cannot be used: {problem}. Build it anew.");
            }

            float[] vectors = new float[(long)header!.Rows * header.Dimensions];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] chunk = new byte[ChunkLength];
            for (int start = 0; start < vectors.Length; start += ChunkLength / sizeof(float))
            {
                int count = Math.Min(ChunkLength / sizeof(float), vectors.Length - start);
                Memory<byte> bytes = chunk.AsMemory(0, count * sizeof(float));
                await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                hash.AppendData(bytes.Span);
                FromBytes(bytes.Span, vectors.AsSpan(start, count));
            }

            return hash.GetHashAndReset().AsSpan().SequenceEqual(header.DataHash)
                ? vectors
                : throw new KnowledgeGraphException($"The embedding index '{path}' cannot be used: its vectors are damaged. Build it anew.");
        }
    }

    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KnowledgeGraphException($"The embedding index '{path}' cannot be opened.", error);
        }
    }

    public static byte[] Hash(ReadOnlySpan<float> vectors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[ChunkLength];
        for (int start = 0; start < vectors.Length; start += ChunkLength / sizeof(float))
        {
            int length = ToBytes(vectors.Slice(start, Math.Min(ChunkLength / sizeof(float), vectors.Length - start)), chunk);
            hash.AppendData(chunk.AsSpan(0, length));
        }

        return hash.GetHashAndReset();
    }

    public static int ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        Span<int> target = MemoryMarshal.Cast<byte, int>(bytes)[..bits.Length];
        if (BitConverter.IsLittleEndian)
        {
            bits.CopyTo(target);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(bits, target);
        }

        return values.Length * sizeof(float);
    }

    public static void FromBytes(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<byte, int>(bytes);
        Span<int> target = MemoryMarshal.Cast<float, int>(values);
        if (BitConverter.IsLittleEndian)
        {
            bits.CopyTo(target);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(bits, target);
        }
    }
}
