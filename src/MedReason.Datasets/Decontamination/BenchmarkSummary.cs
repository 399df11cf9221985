namespace MedReason.Datasets;

/// <summary>Represents what one benchmark shares with a run. Immutable.</summary>
public sealed class BenchmarkSummary
{
    /// <summary>Gets the file, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>Gets the SHA-256 of the packed or plain file, as 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the number of questions in the file.</summary>
    public required int Questions { get; init; }

    /// <summary>Gets the number of rows of the run that overlap one of them.</summary>
    public required int FlaggedRows { get; init; }
}
