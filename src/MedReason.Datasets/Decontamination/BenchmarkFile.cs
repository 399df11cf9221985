namespace MedReason.Datasets;

/// <summary>A bank that a run is compared with. Immutable.</summary>
public sealed class BenchmarkFile
{
    /// <summary>The file, plain or gzip.</summary>
    public required string Path { get; init; }

    /// <summary>Its format; null lets its first entry tell.</summary>
    public QuestionFormat? Format { get; init; }
}
