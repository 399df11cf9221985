namespace MedReason.Kg.Obo;

/// <summary>Holds what reading an OBO file did not use, or not as it was written. Immutable.</summary>
public sealed class OboReadReport
{
    /// <summary>Gets the number of lines read, continued lines counted once.</summary>
    public required long LineCount { get; init; }

    /// <summary>Gets the number of reported lines, refused stanzas and unread imports included.</summary>
    public required long ReportedLineCount { get; init; }

    /// <summary>Gets the number of refused stanzas; 0 with <see cref="GraphErrorHandling.Fail"/>.</summary>
    public required long RefusedStanzaCount { get; init; }

    /// <summary>Gets the first reported lines, in the order of reading; see <see cref="OboReadOptions.MaxKeptLines"/>.</summary>
    public required IReadOnlyList<OboReportedLine> Lines { get; init; }

    /// <summary>Gets the number of reported lines by reason, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, long> CountByReason { get; init; }
}
