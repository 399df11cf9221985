namespace MedReason.Datasets;

/// <summary>What near-duplicates are. Immutable.</summary>
public sealed class NearDuplicateOptions
{
    /// <summary>Words in a shingle; at least 1.</summary>
    public int ShingleWords { get; init; } = 3;

    /// <summary>The least Jaccard similarity of two questions' shingles, from 0 to 1.</summary>
    public double Similarity { get; init; } = 0.7;

    /// <summary>How many bands the MinHash signature has; more miss less and cost more.</summary>
    public int Bands { get; init; } = 32;

    /// <summary>How many hashes a band has; more find fewer candidates.</summary>
    public int RowsPerBand { get; init; } = 4;

    /// <summary>The seed of the hashes.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ShingleWords, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Similarity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Similarity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bands, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RowsPerBand, 1);
    }
}
