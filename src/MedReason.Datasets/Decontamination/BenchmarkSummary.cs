namespace MedReason.Datasets;

/// <summary>What one benchmark was found to share with a run. Immutable.</summary>
public sealed class BenchmarkSummary
{
    /// <summary>The file, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file as it stands, as 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How many questions it holds.</summary>
    public required int Questions { get; init; }

    /// <summary>How many rows of the run overlap one of them.</summary>
    public required int FlaggedRows { get; init; }
}
