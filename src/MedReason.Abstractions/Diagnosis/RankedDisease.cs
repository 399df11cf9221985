namespace MedReason;

/// <summary>Represents a disease in a ranking, with what speaks for it. Immutable.</summary>
public sealed record RankedDisease
{
    /// <summary>Gets the disease.</summary>
    public required KgNode Disease { get; init; }

    /// <summary>Gets the other nodes that stand for the same disease in other vocabularies, whose annotations count for it; in order of their ids.</summary>
    public IReadOnlyList<NodeId> EquivalentDiseases { get; init; } = [];

    /// <summary>Gets the score; higher is better, and comparable within one result only.</summary>
    public required double Score { get; init; }

    /// <summary>
    /// Gets the form of the same numbered series, such as <c>Noonan syndrome 1</c>, with findings in common, whose score raised this one; null when the disease
    /// stands on its own.
    /// </summary>
    public KgNode? SeriesDisease { get; init; }

    /// <summary>Gets how much of the score is from <see cref="SeriesDisease"/>; 0 when that is null.</summary>
    public double SeriesScore { get; init; }

    /// <summary>Gets the match of each observed finding that the graph contains, in the order of the request; one that the disease lacks is missing.</summary>
    public required IReadOnlyList<FindingMatch> Findings { get; init; }

    /// <summary>Gets the excluded findings that the disease has nevertheless, exactly or more specifically, in the order of the request.</summary>
    public IReadOnlyList<FindingMatch> Excluded { get; init; } = [];
}
