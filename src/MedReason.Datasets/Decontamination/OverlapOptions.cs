namespace MedReason.Datasets;

/// <summary>Provides the bounds from which on two questions count as one. Immutable; the defaults are the published ones.</summary>
public sealed class OverlapOptions
{
    /// <summary>Words in an n-gram; at least 1.</summary>
    public int NGramLength { get; init; } = 13;

    /// <summary>Gets the minimum containment, either way, from 0 to 1.</summary>
    public double Containment { get; init; } = 0.5;

    /// <summary>Gets the number of words from which on stems are compared by n-grams; two shorter ones are compared by their characters.</summary>
    public int ShortStemWords { get; init; } = 20;

    /// <summary>Gets the minimum fuzzy ratio of short ones, from 0 to 100.</summary>
    public double FuzzyRatio { get; init; } = 95;

    /// <summary>Gets the minimum longest common subsequence, as a share of the longer, from 0 to 1.</summary>
    public double SubsequenceShare { get; init; } = 0.6;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(NGramLength, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Containment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Containment, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShortStemWords, NGramLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(FuzzyRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FuzzyRatio, 100);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SubsequenceShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SubsequenceShare, 1);
    }
}
