namespace MedReason.Datasets;

/// <summary>Represents a row of a run that overlaps a question of a benchmark. Immutable.</summary>
public sealed class BenchmarkOverlap
{
    /// <summary>Gets the row's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the benchmark's file, without its folder.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Gets the id of the benchmark's question.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>Gets the measure by which they overlap.</summary>
    public required OverlapMeasure Measure { get; init; }

    /// <summary>Gets the value, in the measure's own range.</summary>
    public required double Value { get; init; }
}
