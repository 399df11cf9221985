using System.Text;
using System.Text.Unicode;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads a table with a header: comma, tab or semicolon between fields, quoting by RFC 4180.</summary>
/// <param name="sink">Counts rows and keeps refusals.</param>
/// <param name="separator">The separator; null to detect it from the header.</param>
internal abstract class TableParser(RefusalSink sink, char? separator = null)
{
    /// <summary>The maximum length of a row in bytes; a longer one is refused and skipped to its line end.</summary>
    public const int MaxRecordLength = 1 << 20;

    // A tab is the surest sign, for names hold commas and semicolons.
    private static readonly byte[] Separators = "\t,;"u8.ToArray();
    private CsvRecord? _record;
    private int _fieldCount;
    private long _line = 1;
    private long _offset;
    private bool _isSkipping;

    private CsvRecord Record => _record!;

    /// <summary>Reads the complete rows at the start of the data.</summary>
    /// <param name="data">The data, beginning where the last call ended.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <returns>The number of bytes read.</returns>
    public int Read(ReadOnlySpan<byte> data, bool isEnd)
    {
        int position = 0;
        while (position < data.Length)
        {
            ReadOnlySpan<byte> rest = data[position..];
            int length = _isSkipping ? Skip(rest) : _fieldCount == 0 ? ReadHeader(rest, isEnd) : ReadRow(rest, isEnd);
            if (length == 0)
            {
                break;
            }

            position += length;
            _offset += length;
        }

        return position;
    }

    /// <summary>Refuses an input that ended before its header.</summary>
    public void RequireHeader()
    {
        if (_fieldCount == 0)
        {
            throw sink.Error(1, 0, $"the file is empty: expected a header with {ExpectedColumns}");
        }
    }

    /// <summary>Gets the columns that the header must have, for errors.</summary>
    protected abstract string ExpectedColumns { get; }

    /// <summary>Reads the names of the columns.</summary>
    protected abstract void ReadColumns(TableColumns columns);

    /// <summary>Reads a row that has as many fields as the header and is valid UTF-8.</summary>
    /// <param name="data">The data, for <see cref="Field"/>.</param>
    /// <returns>Why the row is refused; null when it is accepted.</returns>
    protected abstract (string Reason, string Detail)? Accept(ReadOnlySpan<byte> data);

    /// <summary>Gets a field without the spaces around it; empty for a column that the table does not have.</summary>
    protected ReadOnlySpan<byte> Field(ReadOnlySpan<byte> data, int column) => column < 0 ? default : Record.Get(data, column).Trim((byte)' ');

    /// <summary>Gets a field as it is, of a column that the table has.</summary>
    protected ReadOnlySpan<byte> UntrimmedField(ReadOnlySpan<byte> data, int column) => Record.Get(data, column);

    protected string Text(ReadOnlySpan<byte> data, int column) => Encoding.UTF8.GetString(Field(data, column));

    protected string[] List(ReadOnlySpan<byte> data, int column, string listSeparator) => Field(data, column).IsEmpty
        ? []
        : Text(data, column).Split(listSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Finds the column of a given name, or when that is null the first of the usual names.</summary>
    /// <exception cref="InputFormatException">The table has no such column.</exception>
    protected int Require(TableColumns columns, string? given, params ReadOnlySpan<string> usual)
    {
        int? column = given is null ? columns.Find(usual) : columns.Find([given]);
        return column ?? throw HeaderError(columns.Missing(given ?? string.Join(" or ", usual.ToArray())));
    }

    /// <summary>Finds a column as <see cref="Require"/>, which a table need not have unless its name is given.</summary>
    /// <returns>Its position; -1 when the table has no such column.</returns>
    protected int Allow(TableColumns columns, string? given, params ReadOnlySpan<string> usual) =>
        given is null ? columns.Find(usual) ?? -1 : Require(columns, given);

    private InputFormatException HeaderError(string message) => sink.Error(_line, _offset, message);

    protected static (string Reason, string Detail) Empty(string column) => (RefusalReasons.EmptyField, $"the field {column} is empty");

    protected static (string Reason, string Detail) Invalid(string column, string expected, ReadOnlySpan<byte> found) =>
        (RefusalReasons.InvalidValue, $"the field {column}: expected {expected}, found {Encoding.UTF8.GetString(found)}");

    private int ReadHeader(ReadOnlySpan<byte> data, bool isEnd)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        int start = _offset == 0 && data.StartsWith(mark) ? mark.Length : 0;
        ReadOnlySpan<byte> header = data[start..];
        int lineEnd = header.IndexOf((byte)'\n');
        if (lineEnd < 0 && !isEnd && header.Length <= MaxRecordLength)
        {
            return 0;
        }

        ReadOnlySpan<byte> firstLine = lineEnd < 0 ? header : header[..lineEnd];
        if (firstLine.IndexOfAnyExcept((byte)'\r', (byte)' ') < 0)
        {
            _line += lineEnd < 0 ? 0 : 1;
            return start + firstLine.Length + (lineEnd < 0 ? 0 : 1);
        }

        _record = new CsvRecord(separator is { } given ? (byte)given : Detect(firstLine));
        CsvOutcome outcome = firstLine.Length > MaxRecordLength ? CsvOutcome.BadQuote : Record.Parse(header, isEnd);
        if (outcome == CsvOutcome.MoreNeeded && header.Length <= MaxRecordLength)
        {
            return 0;
        }

        ReadOnlySpan<byte> record = outcome == CsvOutcome.Record ? header[..Record.Length] : default;
        if (record.IsEmpty || record.Contains((byte)0) || !Utf8.IsValid(record))
        {
            throw HeaderError($"the header is no row of a table in UTF-8: expected a header with {ExpectedColumns}");
        }

        var columns = new TableColumns([.. Enumerable.Range(0, Record.FieldCount).Select(Names(header))]);
        if (columns.FindRepeated() is { } repeated)
        {
            throw HeaderError($"the header names the column {repeated} twice");
        }

        ReadColumns(columns);
        _fieldCount = Record.FieldCount;
        _line += Record.LineFeeds;
        return start + Record.Length;
    }

    private Func<int, string> Names(ReadOnlySpan<byte> header)
    {
        byte[] copy = header[..Record.Length].ToArray();
        return column => Encoding.UTF8.GetString(Record.Get(copy, column)).Trim();
    }

    private static byte Detect(ReadOnlySpan<byte> header)
    {
        byte best = Separators[1];
        int most = 0;
        foreach (byte candidate in Separators)
        {
            int count = header.Count(candidate);
            if (count > most)
            {
                (best, most) = (candidate, count);
            }
        }

        return best;
    }

    private int ReadRow(ReadOnlySpan<byte> data, bool isEnd)
    {
        bool isWhole = data.Length <= MaxRecordLength;
        CsvOutcome outcome = Record.Parse(isWhole ? data : data[..MaxRecordLength], isEnd && isWhole);
        if (outcome == CsvOutcome.MoreNeeded && isWhole)
        {
            return 0;
        }

        if (outcome != CsvOutcome.Record)
        {
            return RefuseLine(data, isEnd, outcome);
        }

        long line = _line;
        _line += Record.LineFeeds;
        if (Record.FieldCount == 1 && Record.RawEnd(0) == Record.RawStart(0))
        {
            return Record.Length;
        }

        sink.Rows++;
        try
        {
            if ((Check(data[..Record.Length]) ?? Accept(data)) is { Reason: var reason, Detail: var detail })
            {
                sink.Refuse(line, _offset, reason, detail);
            }
        }
        catch (KnowledgeGraphException exception) when (RefusalSink.IsLimit(exception))
        {
            throw sink.Error(line, _offset, exception.Message, exception);
        }

        return Record.Length;
    }

    private (string Reason, string Detail)? Check(ReadOnlySpan<byte> row) =>
        Record.FieldCount != _fieldCount ? (RefusalReasons.FieldCount, $"expected {_fieldCount} fields, found {Record.FieldCount}")
        : row.Contains((byte)0) ? (RefusalReasons.NulByte, "the row holds a NUL byte")
        : !Utf8.IsValid(row) ? (RefusalReasons.InvalidUtf8, "the row is not UTF-8")
        : null;

    /// <summary>Refuses one line: after a wrong quote, a line end inside a field cannot be recognised.</summary>
    private int RefuseLine(ReadOnlySpan<byte> data, bool isEnd, CsvOutcome outcome)
    {
        int end = data.IndexOf((byte)'\n');
        if (end < 0 && !isEnd && data.Length <= MaxRecordLength)
        {
            return 0;
        }

        sink.Rows++;
        (string reason, string detail) = outcome == CsvOutcome.BadQuote
            ? (RefusalReasons.BadQuote, "a quote is not closed or is inside a field that is not quoted")
            : (RefusalReasons.TooLong, $"the row does not end within {MaxRecordLength} bytes; a quote may not be closed");
        sink.Refuse(_line, _offset, reason, detail);
        return Skip(data);
    }

    /// <summary>Skips to the end of the line.</summary>
    private int Skip(ReadOnlySpan<byte> data)
    {
        int end = data.IndexOf((byte)'\n');
        _isSkipping = end < 0;
        _line += end < 0 ? 0 : 1;
        return end < 0 ? data.Length : end + 1;
    }
}
