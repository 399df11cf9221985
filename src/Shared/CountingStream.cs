namespace MedReason.Shared;

/// <summary>Counts the bytes read from another stream, which it leaves open.</summary>
internal sealed class CountingStream : ForwardStream
{
    private readonly Stream _inner;
    private long _bytesRead;

    public CountingStream(Stream inner)
    {
        _inner = inner;
        TotalBytes = inner.CanSeek ? inner.Length - inner.Position : null;
    }

    public long BytesRead => Interlocked.Read(ref _bytesRead);

    public long? TotalBytes { get; }

    public override int Read(Span<byte> buffer) => Count(_inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    private int Count(int count)
    {
        Interlocked.Add(ref _bytesRead, count);
        return count;
    }
}
