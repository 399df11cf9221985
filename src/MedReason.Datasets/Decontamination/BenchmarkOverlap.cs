namespace MedReason.Datasets;

/// <summary>A row of a run that overlaps a question of a benchmark. Immutable.</summary>
public sealed class BenchmarkOverlap
{
    /// <summary>The row's id.</summary>
    public required string Id { get; init; }

    /// <summary>The benchmark's file, without its folder.</summary>
    public required string Benchmark { get; init; }

    /// <summary>The id of the benchmark's question.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>By what.</summary>
    public required OverlapMeasure Measure { get; init; }

    /// <summary>How far, in the measure's own range.</summary>
    public required double Value { get; init; }
}
