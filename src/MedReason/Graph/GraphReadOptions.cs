namespace MedReason;

/// <summary>Configures how files are read into a graph.</summary>
public sealed class GraphReadOptions
{
    /// <summary>Gets the name of the graph.</summary>
    /// <value>Default: null, for the name of the source that the reader reads, such as <c>PrimeKG</c>.</value>
    public string? Name { get; init; }

    /// <summary>Gets the version of the graph.</summary>
    /// <value>Default: null, for the version that the file states; the empty string when it states none.</value>
    public string? Version { get; init; }

    /// <summary>Gets the relation table of the caller, which comes before the built-in vocabularies.</summary>
    /// <value>Default: null, for the built-in vocabularies alone.</value>
    public RelationVocabulary? Relations { get; init; }

    /// <summary>Gets what happens to a row that cannot be used.</summary>
    /// <value>Default: <see cref="GraphErrorHandling.Fail"/>.</value>
    public GraphErrorHandling OnError { get; init; }

    /// <summary>Gets the writer that receives one JSON line for each refused row; the caller flushes and disposes it.</summary>
    /// <value>Default: null, for no report.</value>
    /// <remarks>
    /// The properties of a line: <c>file</c>, <c>line</c>, <c>byte_offset</c>, <c>reason</c> (see <see cref="RefusalReasons"/>), <c>detail</c>.
    /// </remarks>
    public TextWriter? Report { get; init; }

    /// <summary>Gets the maximum number of rows kept in <see cref="GraphReadResult.Refused"/>; all are counted and reported.</summary>
    /// <value>Default: 1,000.</value>
    public int MaxKeptRefusals { get; init; } = 1_000;

    /// <summary>Gets the name of the input in errors.</summary>
    /// <value>Default: null, for the file's path, or <c>input</c> for a stream.</value>
    public string? InputName { get; init; }
}
