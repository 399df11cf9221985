namespace MedReason.Evaluation;

/// <summary>The rating of an item. Immutable.</summary>
internal sealed record ReviewRating
{
    /// <summary>The scales that were rated: 1 to 5, harm 0 (none) to 3 (severe).</summary>
    public required IReadOnlyDictionary<string, int> Values { get; init; }

    /// <summary>The flag of each step by its place in <see cref="ReviewFile.Flags"/>; null when it has none.</summary>
    public required IReadOnlyList<int?> Flags { get; init; }

    /// <summary>The preference: 0 for the left chain, 1 for a tie, 2 for the right one; null when none was given.</summary>
    public int? Preference { get; init; }

    /// <summary>Whether the rater could not judge; the scales then do not count, flags do.</summary>
    public bool CannotJudge { get; init; }
}
