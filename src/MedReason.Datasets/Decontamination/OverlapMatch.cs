namespace MedReason.Datasets;

/// <summary>Represents a question of a benchmark that a question overlaps. Immutable.</summary>
public sealed class OverlapMatch
{
    /// <summary>Gets its index among the questions of the detector, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Gets the measure; when several hold, the first of <see cref="OverlapMeasure"/>.</summary>
    public required OverlapMeasure Measure { get; init; }

    /// <summary>Gets the value, in the measure's own range; 1 for identical.</summary>
    public required double Value { get; init; }
}
