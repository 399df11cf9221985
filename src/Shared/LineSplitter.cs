using System.Text;
using System.Text.Unicode;

namespace MedReason.Shared;

/// <summary>Splits input into lines for a format without quoting, and refuses those that no reader can use: too long, with a NUL byte, not UTF-8.</summary>
internal sealed class LineSplitter(RefusalSink sink, LineSplitter.Take take)
{
    /// <summary>The maximum length of a line in bytes; a longer one is refused and skipped to its end.</summary>
    public const int MaxLineLength = 1 << 20;

    private bool _isSkipping;

    /// <summary>Reads a line that is valid UTF-8 and not blank, without its line end.</summary>
    public delegate void Take(ReadOnlySpan<byte> line);

    /// <summary>Gets the number of the line that is being read, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Gets the offset of its first byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the complete lines at the start of the data.</summary>
    /// <param name="data">The data, beginning where the last call ended.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <returns>The number of bytes read.</returns>
    public int Read(ReadOnlySpan<byte> data, bool isEnd)
    {
        int position = 0;

        // Whole pieces are checked at once; only where one has a fault is each line checked for itself.
        ReadOnlySpan<byte> whole = data[..(data.LastIndexOf((byte)'\n') + 1)];
        bool isClean = !whole.Contains((byte)0) && Utf8.IsValid(whole);
        while (position < data.Length)
        {
            ReadOnlySpan<byte> rest = data[position..];
            int end = rest.IndexOf((byte)'\n');
            if (end < 0 && !isEnd && !_isSkipping && rest.Length <= MaxLineLength)
            {
                break;
            }

            int length = end < 0 ? rest.Length : end + 1;
            ReadLine(rest[..(end < 0 ? rest.Length : end)], isClean && end >= 0);
            _isSkipping = end < 0 && !isEnd;
            Line += end < 0 ? 0 : 1;
            Offset += length;
            position += length;
        }

        return position;
    }

    private void ReadLine(ReadOnlySpan<byte> line, bool isClean)
    {
        if (_isSkipping)
        {
            return;
        }

        line = Offset == 0 && line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        if (line.Length > MaxLineLength)
        {
            Refuse(RefusalReasons.TooLong, $"the line does not end within {MaxLineLength} bytes");
        }
        else if (!isClean && line.Contains((byte)0))
        {
            Refuse(RefusalReasons.NulByte, "the line holds a NUL byte");
        }
        else if (!isClean && !Utf8.IsValid(line))
        {
            Refuse(RefusalReasons.InvalidUtf8, "the line is not UTF-8");
        }
        else if (line.ContainsAnyExcept((byte)' ', (byte)'\t'))
        {
            take(line);
        }
    }

    private void Refuse(string reason, string detail)
    {
        sink.Rows++;
        sink.Refuse(Line, Offset, reason, detail);
    }
}
