namespace MedReason.Kg.Primekg;

/// <summary>How a file in PrimeKG's format is read.</summary>
public sealed class PrimeKgReadOptions
{
    /// <summary>The name that the graph gets. Default: <c>PrimeKG</c>.</summary>
    public string Name { get; init; } = "PrimeKG";

    /// <summary>The version that the graph gets. Default: the empty string, for unknown.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>What happens to a row that cannot be used. Default: <see cref="PrimeKgErrorHandling.Fail"/>.</summary>
    public PrimeKgErrorHandling OnError { get; init; }

    /// <summary>
    /// Where refused rows are reported, a JSON line each: <c>line</c>, <c>byte_offset</c>, <c>reason</c> (see <see cref="PrimeKgRefusalReasons"/>),
    /// <c>detail</c>. Null for nowhere. The caller flushes and disposes it.
    /// </summary>
    public TextWriter? Report { get; init; }

    /// <summary>At most so many refused rows are kept in <see cref="PrimeKgReadResult.Refused"/>; all are counted and reported. Default 1,000.</summary>
    public int MaxKeptRefusals { get; init; } = 1_000;

    /// <summary>What errors call the input where it is a stream; null for the file's own path, or <c>input</c>.</summary>
    public string? InputName { get; init; }
}
