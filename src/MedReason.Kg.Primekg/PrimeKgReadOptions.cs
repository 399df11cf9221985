namespace MedReason.Kg.Primekg;

/// <summary>Configures how a file in PrimeKG's format is read.</summary>
public sealed class PrimeKgReadOptions
{
    /// <summary>Gets the name of the graph.</summary>
    /// <value>Default: <c>PrimeKG</c>.</value>
    public string Name { get; init; } = "PrimeKG";

    /// <summary>Gets the version of the graph.</summary>
    /// <value>Default: the empty string, for unknown.</value>
    public string Version { get; init; } = string.Empty;

    /// <summary>Gets what happens to a row that cannot be used.</summary>
    /// <value>Default: <see cref="PrimeKgErrorHandling.Fail"/>.</value>
    public PrimeKgErrorHandling OnError { get; init; }

    /// <summary>Gets the writer that receives one JSON line for each refused row; the caller flushes and disposes it.</summary>
    /// <value>Default: null, for no report.</value>
    /// <remarks>The properties of a line: <c>line</c>, <c>byte_offset</c>, <c>reason</c> (see <see cref="PrimeKgRefusalReasons"/>), <c>detail</c>.</remarks>
    public TextWriter? Report { get; init; }

    /// <summary>Gets the maximum number of rows kept in <see cref="PrimeKgReadResult.Refused"/>; all are counted and reported.</summary>
    /// <value>Default: 1,000.</value>
    public int MaxKeptRefusals { get; init; } = 1_000;

    /// <summary>Gets the name of the input in errors.</summary>
    /// <value>Default: null, for the file's path, or <c>input</c> for a stream.</value>
    public string? InputName { get; init; }
}
