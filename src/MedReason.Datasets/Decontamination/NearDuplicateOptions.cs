namespace MedReason.Datasets;

/// <summary>Provides the bounds of near-duplicates. Immutable.</summary>
public sealed class NearDuplicateOptions
{
    /// <summary>Gets the number of words in a shingle; at least 1.</summary>
    public int ShingleWords { get; init; } = 3;

    /// <summary>Gets the minimum Jaccard similarity of two questions' shingles, from 0 to 1.</summary>
    public double Similarity { get; init; } = 0.7;

    /// <summary>Gets the number of bands of the MinHash signature; more miss less and cost more.</summary>
    public int Bands { get; init; } = 32;

    /// <summary>Gets the number of hashes of a band; more find fewer candidates.</summary>
    public int RowsPerBand { get; init; } = 4;

    /// <summary>Gets the seed of the hashes.</summary>
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
