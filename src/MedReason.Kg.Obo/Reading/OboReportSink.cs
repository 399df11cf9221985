namespace MedReason.Kg.Obo;

/// <summary>Counts, keeps and writes reported lines, and throws for refused stanzas where the options say so.</summary>
internal sealed class OboReportSink(OboReadOptions options, string? file)
{
    /// <summary>The maximum number of characters of a line in a report: enough to recognise it, whatever its length.</summary>
    internal const int ExcerptLength = 200;

    private readonly List<OboReportedLine> _lines = [];
    private readonly SortedDictionary<string, long> _byReason = new(StringComparer.Ordinal);
    private long _count;
    private long _refusedStanzas;

    /// <summary>Gets the first line that was reported as unusable; imports do not count.</summary>
    public OboReportedLine? FirstUnusable { get; private set; }

    public long RefusedStanzas => _refusedStanzas;

    public void Report(long line, long byteOffset, string reason, string detail, ReadOnlySpan<char> text)
    {
        var reported = new OboReportedLine
        {
            Line = line,
            ByteOffset = byteOffset,
            Reason = reason,
            Detail = detail,
            Text = Excerpt(text, ExcerptLength),
        };
        _count++;
        _byReason[reason] = _byReason.GetValueOrDefault(reason) + 1;
        if (_lines.Count < options.MaxKeptLines)
        {
            _lines.Add(reported);
        }

        if (reason != OboReportReasons.ImportNotRead)
        {
            FirstUnusable ??= reported;
        }

        options.Report?.WriteLine(OboReportJson.Format(file, line, byteOffset, reason, detail, reported.Text));
    }

    public void Refuse(long line, long byteOffset, string reason, string detail, ReadOnlySpan<char> text)
    {
        if (options.OnError == GraphErrorHandling.Fail)
        {
            throw Error(line, byteOffset, detail);
        }

        _refusedStanzas++;
        Report(line, byteOffset, reason, detail, text);
    }

    public InputFormatException Error(long line, long byteOffset, string message) => new(message) { File = file, Line = line, ByteOffset = byteOffset };

    public OboReadReport ToReport(long lineCount) => new()
    {
        LineCount = lineCount,
        ReportedLineCount = _count,
        RefusedStanzaCount = _refusedStanzas,
        Lines = _lines,
        CountByReason = _byReason,
    };

    /// <summary>The beginning of a text in one line that is safe to show in a terminal.</summary>
    internal static string Excerpt(ReadOnlySpan<char> text, int maxLength)
    {
        string excerpt = text.Length <= maxLength ? text.ToString() : text[..maxLength].ToString();
        return excerpt.Any(char.IsControl) ? string.Concat(excerpt.Select(static unit => char.IsControl(unit) ? ' ' : unit)) : excerpt;
    }
}
