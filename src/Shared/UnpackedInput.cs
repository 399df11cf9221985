using System.IO.Compression;

namespace MedReason.Shared;

/// <summary>The content of a stream that may be gzip. A gzip that is cut short is refused instead of being taken for whole.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends without an error where its input ends in the middle of a member. Therefore a further member, known here, is put
/// behind the input: only after a complete member is it unpacked in its turn, so the content is whole exactly when it ends with what that member holds.
/// Several members one after the other are fine; anything else behind the last one is refused.
/// </remarks>
internal sealed class UnpackedInput : ForwardStream
{
    private const int BufferSize = 1 << 16;

    // Low ASCII, so that the compressor codes it and never stores it uncompressed: a cut block that copies raw bytes cannot reproduce it.
    private static readonly byte[] EndMark = "medreason-is-end"u8.ToArray();
    private static readonly byte[] PackedEndMark = Pack(EndMark);

    private readonly Stream _unpacked;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    private UnpackedInput(Stream packed)
    {
        _unpacked = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
    }

    private int Available => _end - _start - EndMark.Length;

    /// <summary>Looks at the first two bytes and gives the stream's content from its present position, unpacked where it is gzip.</summary>
    /// <param name="stream">The input; need not be seekable. It is left open, also by the stream that is returned.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>The content. Reading it throws <see cref="InvalidDataException"/> where the gzip is damaged or cut short.</returns>
    public static async ValueTask<Stream> OpenAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] start = new byte[2];
        int read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> taken = start.AsMemory(0, read);
        return read == 2 && start[0] == 0x1F && start[1] == 0x8B
            ? new UnpackedInput(new ChainedStream(taken, stream, PackedEndMark))
            : new ChainedStream(taken, stream, default);
    }

    public override int Read(Span<byte> buffer)
    {
        while (Available <= 0 && !_isAtEnd)
        {
            MakeRoom();
            Took(_unpacked.Read(_buffer.AsSpan(_end)));
        }

        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Available <= 0 && !_isAtEnd)
        {
            MakeRoom();
            Took(await _unpacked.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false));
        }

        return Give(buffer.Span);
    }

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    // The last bytes are held back until more have come: they may be the mark.
    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }

    private void Took(int count)
    {
        _end += count;
        if (count > 0)
        {
            return;
        }

        _isAtEnd = true;
        if (!_buffer.AsSpan(_start, _end - _start).SequenceEqual(EndMark))
        {
            throw new InvalidDataException("The gzip stream is cut short, or is followed by other data.");
        }
    }

    private int Give(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, Math.Max(Available, 0));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Some bytes, a stream that is left open, some bytes.</summary>
    private sealed class ChainedStream(ReadOnlyMemory<byte> before, Stream stream, ReadOnlyMemory<byte> after) : ForwardStream
    {
        private ReadOnlyMemory<byte> _before = before;
        private ReadOnlyMemory<byte> _after = after;

        public override int Read(Span<byte> buffer)
        {
            if (!_before.IsEmpty || buffer.IsEmpty)
            {
                return Take(ref _before, buffer);
            }

            int read = stream.Read(buffer);
            return read > 0 ? read : Take(ref _after, buffer);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_before.IsEmpty || buffer.IsEmpty)
            {
                return Take(ref _before, buffer.Span);
            }

            int read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return read > 0 ? read : Take(ref _after, buffer.Span);
        }

        public override void Flush()
        {
        }

        private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length);
            bytes.Span[..count].CopyTo(buffer);
            bytes = bytes[count..];
            return count;
        }
    }
}
