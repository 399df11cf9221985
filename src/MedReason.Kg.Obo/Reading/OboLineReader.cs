using System.Text;

namespace MedReason.Kg.Obo;

/// <summary>Splits a stream of UTF-8 into logical lines and knows where each begins. A line that ends with a backslash continues in the next.</summary>
/// <remarks>LF, CRLF and CR end a line, also in the same file. Not safe for concurrent use. Reads ahead; never closes the stream.</remarks>
internal sealed class OboLineReader
{
    /// <summary>A longer line is skipped, so that a damaged or forged file cannot take all memory; real ones are below 100 KB.</summary>
    internal const int MaxLineLength = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly string? _file;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isAfterCarriageReturn;
    private bool _isContinued;
    private long _offset;
    private long _line;

    public OboLineReader(Stream stream, string? file)
    {
        _stream = stream;
        _file = file;
    }

    /// <summary>Gets the last line read, without its end; the beginning of it when <see cref="Problem"/> is not null.</summary>
    public string Line { get; private set; } = string.Empty;

    /// <summary>Gets why the line cannot be read, one of <see cref="OboReportReasons"/>; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Gets its number, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Gets the offset of its first byte.</summary>
    public long ByteOffset { get; private set; }

    /// <summary>Reads the next logical line.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await ReadPhysicalAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        return !_isContinued || await JoinAsync(cancellationToken).ConfigureAwait(false);
    }

    private static int CountTrailingBackslashes(ReadOnlySpan<byte> bytes) => bytes.Length - 1 - bytes.LastIndexOfAnyExcept((byte)'\\');

    private async ValueTask<bool> JoinAsync(CancellationToken cancellationToken)
    {
        (long line, long offset, string? problem) = (LineNumber, ByteOffset, Problem);
        var joined = new StringBuilder(Line);
        while (_isContinued)
        {
            // The backslash is no part of the line; at the end of the file there is nothing to continue with, and it escapes nothing.
            joined.Length = problem is null ? joined.Length - 1 : Math.Min(joined.Length, OboReportSink.ExcerptLength);
            if (!await ReadPhysicalAsync(cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            problem ??= Problem ?? (joined.Length + Line.Length > MaxLineLength ? OboReportReasons.TooLong : null);
            joined.Append(Line);
        }

        (Line, LineNumber, ByteOffset, Problem) = (joined.ToString(), line, offset, problem);
        return true;
    }

    private async ValueTask<bool> ReadPhysicalAsync(CancellationToken cancellationToken)
    {
        int scanned = 0;
        while (true)
        {
            if (_isAfterCarriageReturn && _start < _end)
            {
                Advance(_buffer[_start] == (byte)'\n' ? 1 : 0);
                _isAfterCarriageReturn = false;
            }

            int end = IndexOfLineEnd(scanned);
            if (end >= 0)
            {
                Take(end);
                return true;
            }

            scanned = _end - _start;
            if (_isAtEnd)
            {
                if (scanned == 0)
                {
                    return false;
                }

                Take(scanned);
                return true;
            }

            if (scanned > MaxLineLength)
            {
                await SkipAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private int IndexOfLineEnd(int scanned)
    {
        int end = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? end : scanned + end;
    }

    private void Advance(int length)
    {
        _start += length;
        _offset += length;
    }

    // Steps over the end of the line, if there is one.
    private void AdvancePastEnd()
    {
        if (_start < _end)
        {
            _isAfterCarriageReturn = _buffer[_start] == (byte)'\r';
            Advance(1);
        }
    }

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        Begin(_buffer.AsSpan(_start, OboReportSink.ExcerptLength), OboReportReasons.TooLong);
        int backslashes = 0;
        while (true)
        {
            int end = IndexOfLineEnd(0);
            int length = end < 0 ? _end - _start : end;
            int trailing = CountTrailingBackslashes(_buffer.AsSpan(_start, length));
            backslashes = trailing == length ? backslashes + trailing : trailing;
            Advance(length);
            if (end >= 0 || _isAtEnd)
            {
                _isContinued = backslashes % 2 == 1;
                AdvancePastEnd();
                return;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Begin(ReadOnlySpan<byte> bytes, string? problem)
    {
        _line++;
        (LineNumber, ByteOffset) = (_line, _offset);

        // A mark also begins each part of a file that was made by joining several.
        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        Problem = problem ?? (bytes.Contains((byte)0) ? OboReportReasons.NulCharacter : null);
        if (Problem is null)
        {
            try
            {
                Line = StrictUtf8.GetString(bytes);
                return;
            }
            catch (DecoderFallbackException)
            {
                Problem = OboReportReasons.InvalidUtf8;
            }
        }

        Line = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, OboReportSink.ExcerptLength)]);
    }

    private void Take(int length)
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, length);
        Begin(bytes, length > MaxLineLength ? OboReportReasons.TooLong : null);
        _isContinued = CountTrailingBackslashes(bytes) % 2 == 1;
        Advance(length);
        AdvancePastEnd();
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
}
