using System.Text;

namespace MedReason.Kg.Obo;

/// <summary>Cuts a stream of UTF-8 into logical lines and knows where each begins. A line that ends with a backslash goes on in the next.</summary>
/// <remarks>Not safe for concurrent use. Reads ahead; never closes the stream.</remarks>
internal sealed class OboLineReader
{
    /// <summary>A longer line is refused, so that a damaged or forged file cannot take all memory.</summary>
    internal const int MaxLineLength = 64 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly string? _file;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private long _offset;
    private long _line;

    public OboLineReader(Stream stream, string? file)
    {
        _stream = stream;
        _file = file;
    }

    /// <summary>The line that was read last, without its end.</summary>
    public string Line { get; private set; } = string.Empty;

    /// <summary>Its number, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The offset of its first byte.</summary>
    public long ByteOffset { get; private set; }

    /// <summary>Reads the next logical line.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await ReadPhysicalAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        (long line, long offset) = (LineNumber, ByteOffset);
        if (!EndsWithContinuation(Line))
        {
            return true;
        }

        var joined = new StringBuilder();
        bool continues = true;
        while (continues)
        {
            joined.Append(Line, 0, Line.Length - 1);
            if (joined.Length > MaxLineLength)
            {
                throw TooLong(line, offset);
            }

            // At the end of the file there is nothing to go on with, and the backslash escapes nothing.
            if (!await ReadPhysicalAsync(cancellationToken).ConfigureAwait(false))
            {
                Line = string.Empty;
                break;
            }

            continues = EndsWithContinuation(Line);
        }

        joined.Append(Line);
        (Line, LineNumber, ByteOffset) = (joined.ToString(), line, offset);
        return true;
    }

    private static bool EndsWithContinuation(string line)
    {
        int backslashes = 0;
        while (backslashes < line.Length && line[line.Length - 1 - backslashes] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }

    private async ValueTask<bool> ReadPhysicalAsync(CancellationToken cancellationToken)
    {
        int scanned = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Take(scanned + newline, terminator: 1);
                return true;
            }

            scanned = _end - _start;
            if (_isAtEnd)
            {
                if (scanned == 0)
                {
                    return false;
                }

                Take(scanned, terminator: 0);
                return true;
            }

            if (scanned > MaxLineLength)
            {
                throw TooLong(_line + 1, _offset);
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read;
        try
        {
            read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new InputFormatException("the gzip stream is damaged or cut short", exception) { File = _file, Line = _line + 1, ByteOffset = _offset };
        }

        _end += read;
        _isAtEnd = read == 0;
    }

    private void Take(int length, int terminator)
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, length);
        _line++;
        (LineNumber, ByteOffset) = (_line, _offset);
        _start += length + terminator;
        _offset += length + terminator;
        if (_line == 1 && bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        if (bytes.EndsWith("\r"u8))
        {
            bytes = bytes[..^1];
        }

        try
        {
            Line = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InputFormatException("the line is not UTF-8", exception) { File = _file, Line = LineNumber, ByteOffset = ByteOffset };
        }
    }

    private InputFormatException TooLong(long line, long offset) =>
        new($"a line of at most {MaxLineLength} bytes is expected") { File = _file, Line = line, ByteOffset = offset };
}
