using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class PeekedStream : ForwardStream
{
    /// <summary>The number of bytes that can be looked at: the header of a wide file, and the first object of a JSON Lines file, fit.</summary>
    public const int StartLength = 1 << 16;

    private readonly Stream _inner;
    private readonly byte[] _start;
    private int _position;

    private PeekedStream(Stream inner, byte[] start)
    {
        _inner = inner;
        _start = start;
    }

    /// <summary>Gets the first bytes: at most 64 KB, fewer when the stream ends before.</summary>
    public ReadOnlySpan<byte> Start => _start;

    /// <summary>Reads the first bytes of a stream, which is left open.</summary>
    public static async ValueTask<PeekedStream> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] start = new byte[StartLength];
        int length = await stream.ReadAtLeastAsync(start, StartLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return new PeekedStream(stream, start[..length]);
    }

    public override int Read(Span<byte> buffer) => _position < _start.Length ? Take(buffer) : _inner.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _position < _start.Length ? ValueTask.FromResult(Take(buffer.Span)) : _inner.ReadAsync(buffer, cancellationToken);

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _start.Length - _position);
        _start.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
