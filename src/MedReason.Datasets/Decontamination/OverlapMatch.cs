namespace MedReason.Datasets;

/// <summary>A question of a benchmark that a question overlaps. Immutable.</summary>
public sealed class OverlapMatch
{
    /// <summary>Its place among the questions that the detector was made of, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>By what; where several hold, the first of <see cref="OverlapMeasure"/>.</summary>
    public required OverlapMeasure Measure { get; init; }

    /// <summary>How far, in the measure's own range; 1 for identical.</summary>
    public required double Value { get; init; }
}
