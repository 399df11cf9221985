using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MedReason.Entities;

/// <summary>
/// The vectors of a build that has not come to its end: the header, then for each batch the number of its rows, their vectors and a SHA-256 of both. A
/// batch that was being written when the process died does not agree with its hash and is made again.
/// </summary>
internal sealed class EmbeddingCheckpoint : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;

    private EmbeddingCheckpoint(string path, FileStream stream)
    {
        _path = path;
        _stream = stream;
    }

    public static string PathOf(string indexPath) => indexPath + EmbeddingNodeIndex.PartialSuffix;

    /// <summary>Takes over what a checkpoint holds for the same rows, graph and generator; anything else in its place is of no use and is replaced.</summary>
    /// <returns>The checkpoint if there is one, the size of its vectors and the vectors.</returns>
    public static async Task<(EmbeddingCheckpoint? Checkpoint, int Dimensions, List<float[]> Vectors)> ResumeAsync(
        string path, EmbeddingRows rows, string graphHash, EmbeddingGeneratorIdentity generator, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>();
        if (!File.Exists(path))
        {
            return (null, 0, vectors);
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, useAsync: true);
        (EmbeddingIndexHeader? header, string? problem) = await EmbeddingIndexHeader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        if ((problem ?? header!.FindMismatch(rows, graphHash, generator)) is not null)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            return (null, 0, vectors);
        }

        long good = stream.Position;
        while (await ReadBatchAsync(stream, header!.Dimensions, rows.Count - vectors.Count, cancellationToken).ConfigureAwait(false) is { } batch)
        {
            vectors.AddRange(batch);
            good = stream.Position;
        }

        stream.SetLength(good);
        stream.Position = good;
        return (new EmbeddingCheckpoint(path, stream), header.Dimensions, vectors);
    }

    public static async Task<EmbeddingCheckpoint> StartAsync(string path, EmbeddingIndexHeader header, CancellationToken cancellationToken)
    {
        // Created anew: a link that waits under the name leads nowhere.
        File.Delete(path);
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, useAsync: true);
        await stream.WriteAsync(header.Encode(), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new EmbeddingCheckpoint(path, stream);
    }

    public async Task AppendAsync(IReadOnlyList<float[]> vectors, CancellationToken cancellationToken)
    {
        int size = vectors[0].Length * sizeof(float);
        byte[] record = new byte[sizeof(int) + (vectors.Count * size) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(record, vectors.Count);
        for (int i = 0; i < vectors.Count; i++)
        {
            EmbeddingIndexFile.ToBytes(vectors[i], record.AsSpan(sizeof(int) + (i * size), size));
        }

        SHA256.HashData(record.AsSpan(0, record.Length - SHA256.HashSizeInBytes)).CopyTo(record, record.Length - SHA256.HashSizeInBytes);
        await _stream.WriteAsync(record, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);

        // What a model was paid or waited for survives the machine, not the process alone.
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
    }

    /// <summary>The index is complete; the checkpoint is deleted.</summary>
    public async Task DeleteAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        File.Delete(_path);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static async Task<float[][]?> ReadBatchAsync(FileStream stream, int dimensions, int most, CancellationToken cancellationToken)
    {
        byte[] head = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < head.Length)
        {
            return null;
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(head);
        long length = ((long)count * dimensions * sizeof(float)) + SHA256.HashSizeInBytes;
        if (count <= 0 || count > most || length > stream.Length - stream.Position)
        {
            return null;
        }

        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(body.AsSpan(0, body.Length - SHA256.HashSizeInBytes));
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(body.AsSpan(body.Length - SHA256.HashSizeInBytes)))
        {
            return null;
        }

        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new float[dimensions];
            EmbeddingIndexFile.FromBytes(body.AsSpan(i * dimensions * sizeof(float), dimensions * sizeof(float)), vectors[i]);
        }

        return vectors;
    }
}
