namespace MedReason.Entities;

/// <summary>The reference range of a test, and the findings of what lies outside.</summary>
/// <param name="Test">The name of the test.</param>
/// <param name="Names">The names as texts write them.</param>
/// <param name="Units">The spellings of the units with the conversion to the first one.</param>
/// <param name="Plausible">The values that a patient may have, in the first unit.</param>
/// <param name="IsPair">Whether a second number follows behind a slash, as in a blood pressure.</param>
/// <param name="Below">The lower limit with its findings; null when there is none.</param>
/// <param name="Above">The upper limit with its findings; null when there is none.</param>
/// <param name="Source">Where the range is from.</param>
internal sealed record ReferenceRange(
    string Test,
    IReadOnlyList<string> Names,
    IReadOnlyList<ReferenceUnit> Units,
    (double From, double To) Plausible,
    bool IsPair,
    ReferenceLimit? Below,
    ReferenceLimit? Above,
    string Source)
{
    /// <summary>Returns the limit that a value in the first unit lies beyond; null when it lies in the range.</summary>
    public ReferenceLimit? FindLimit(double value) =>
        Below is { } below && (value < below.Value || (below.IsFinding && value <= below.Value)) ? below
        : Above is { } above && (value > above.Value || (above.IsFinding && value >= above.Value)) ? above
        : null;
}
