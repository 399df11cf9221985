namespace MedReason.Kg.Obo;

/// <summary>Configures how an OBO file is read.</summary>
public sealed class OboReadOptions
{
    /// <summary>Gets what happens to a stanza that cannot be used.</summary>
    /// <value>Default: <see cref="GraphErrorHandling.Fail"/>.</value>
    public GraphErrorHandling OnError { get; init; }

    /// <summary>Gets the writer that receives one JSON line for each reported line; the caller flushes and disposes it.</summary>
    /// <value>Default: null, for no report.</value>
    /// <remarks>
    /// The properties of a line: <c>file</c>, <c>line</c>, <c>byte_offset</c>, <c>reason</c> (see <see cref="OboReportReasons"/>), <c>detail</c>, <c>text</c>.
    /// </remarks>
    public TextWriter? Report { get; init; }

    /// <summary>Gets the maximum number of lines kept in <see cref="OboReadReport.Lines"/>; all are counted and reported.</summary>
    /// <value>Default: 1,000.</value>
    public int MaxKeptLines { get; init; } = 1_000;

    /// <summary>Gets the name of the input in errors and in the report.</summary>
    /// <value>Default: null, for the file's path, or no name for a stream.</value>
    public string? InputName { get; init; }
}
