using System.Text;
using System.Text.Unicode;
using MedReason.Shared;

namespace MedReason.Text;

/// <summary>Reads a small CSV table that is in memory, row by row, with errors that name the line.</summary>
/// <param name="data">The table, with or without a byte order mark.</param>
/// <param name="file">The name of the file for errors.</param>
internal sealed class CsvRows(ReadOnlyMemory<byte> data, string file)
{
    private readonly CsvRecord _record = new();
    private int _position = data.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    private int _next = -1;
    private int _lineFeeds;

    /// <summary>Opens a table that is embedded in the assembly.</summary>
    public static CsvRows OpenResource(string name)
    {
        using Stream stream = typeof(CsvRows).Assembly.GetManifestResourceStream(name)!;
        byte[] data = new byte[stream.Length];
        stream.ReadExactly(data);
        return new CsvRows(data, name);
    }

    /// <summary>Gets the line on which the current row starts, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Reads the next row; a blank line is a row with one empty field.</summary>
    /// <param name="fields">The fields without white space around them.</param>
    /// <returns>False when there is no further row.</returns>
    /// <exception cref="InputFormatException">A quote is not closed, or the row is not UTF-8.</exception>
    public bool TryRead(out string[] fields)
    {
        _position = Math.Max(_position, _next);
        Line += _lineFeeds;
        _lineFeeds = 0;
        fields = [];
        if (_position >= data.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = data.Span[_position..];
        if (_record.Parse(rest, isEnd: true) == CsvOutcome.BadQuote)
        {
            throw Error("expected fields whose quotes are closed and doubled inside, found a quote that is not");
        }

        if (!Utf8.IsValid(rest[.._record.Length]))
        {
            throw Error("expected UTF-8, found bytes that are not");
        }

        fields = new string[_record.FieldCount];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = Encoding.UTF8.GetString(_record.Get(rest, i)).Trim();
        }

        _next = _position + _record.Length;
        _lineFeeds = _record.LineFeeds;
        return true;
    }

    /// <summary>Creates an error of the current row.</summary>
    public InputFormatException Error(string message) => new(message) { File = file, Line = Line, ByteOffset = _position };
}
