namespace MedReason.Evaluation;

/// <summary>What a rater said of an item. Immutable.</summary>
internal sealed record ReviewRating
{
    /// <summary>The scales that were rated: 1 to 5, harm 0 (none) to 3 (severe).</summary>
    public required IReadOnlyDictionary<string, int> Values { get; init; }

    /// <summary>The flag of each step by its place in <see cref="ReviewFile.Flags"/>; null where there is none.</summary>
    public required IReadOnlyList<int?> Flags { get; init; }

    /// <summary>0 the left, 1 a tie, 2 the right; null where there is none.</summary>
    public int? Preference { get; init; }

    /// <summary>Whether the rater could not judge; the scales then do not count, flags do.</summary>
    public bool CannotJudge { get; init; }
}
