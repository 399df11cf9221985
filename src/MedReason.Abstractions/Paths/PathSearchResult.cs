namespace MedReason;

/// <summary>What an <see cref="IPathFinder"/> answers. Immutable.</summary>
public sealed record PathSearchResult
{
    /// <summary>One result for each pair of the query, in its order.</summary>
    public required IReadOnlyList<PairSearchResult> Pairs { get; init; }

    /// <summary>How many further pairs a cap on their number left out; 0 where none.</summary>
    public int OmittedPairs { get; init; }

    /// <summary>How many calls the graph answered; 0 where the search ran in memory.</summary>
    public int RoundTrips { get; init; }
}
