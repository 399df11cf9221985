namespace MedReason;

/// <summary>What an <see cref="IPathRanker"/> is asked. Immutable.</summary>
public sealed record RankingRequest
{
    /// <summary>The question; blanked where the answer must not be seen.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>What its mentions are linked to.</summary>
    public required IReadOnlyList<EntityLink> Links { get; init; }

    /// <summary>What the finder found.</summary>
    public required PathSearchResult Search { get; init; }

    /// <summary>Whether the answer is known.</summary>
    public ReasoningMode Mode { get; init; }

    /// <summary>What the writer will see; hidden asks for equally many paths for each option.</summary>
    public AnswerVisibility Visibility { get; init; }

    /// <summary>Gets the maximum number of paths kept per option, or in total for an open question. Default 3, as published.</summary>
    public int MaxPaths { get; init; } = 3;

    /// <summary>Seeds the order in which options' paths are offered.</summary>
    public long Seed { get; init; }
}
