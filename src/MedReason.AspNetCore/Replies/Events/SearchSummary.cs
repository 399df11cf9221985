namespace MedReason.AspNetCore.Replies;

/// <summary>What the search for paths came to. Immutable.</summary>
internal sealed record SearchSummary
{
    /// <summary>Gets the number of pairs of entities that were searched.</summary>
    public required int Pairs { get; init; }

    /// <summary>Gets the number of pairs that are joined.</summary>
    public required int Found { get; init; }

    /// <summary>Gets the number of paths that were found.</summary>
    public required int Paths { get; init; }

    /// <summary>Gets the number of further pairs that a cap left out.</summary>
    public required int OmittedPairs { get; init; }

    /// <summary>Counts what was found.</summary>
    public static SearchSummary Of(PathSearchResult search) => new()
    {
        Pairs = search.Pairs.Count,
        Found = search.Pairs.Count(static pair => pair.Outcome == PathOutcome.Found),
        Paths = search.Pairs.Sum(static pair => pair.Paths.Count),
        OmittedPairs = search.OmittedPairs,
    };
}
