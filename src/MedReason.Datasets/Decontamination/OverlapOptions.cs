namespace MedReason.Datasets;

/// <summary>From where on two questions are held to be one. Immutable; the presets are the published ones.</summary>
public sealed class OverlapOptions
{
    /// <summary>Words in an n-gram; at least 1.</summary>
    public int NGramLength { get; init; } = 13;

    /// <summary>The least containment, either way, from 0 to 1.</summary>
    public double Containment { get; init; } = 0.5;

    /// <summary>Stems of so many words or more are compared by n-grams, two shorter ones by their characters.</summary>
    public int ShortStemWords { get; init; } = 20;

    /// <summary>The least fuzzy ratio of short ones, from 0 to 100.</summary>
    public double FuzzyRatio { get; init; } = 95;

    /// <summary>The least longest common subsequence, as a share of the longer, from 0 to 1.</summary>
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
