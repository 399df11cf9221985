namespace MedReason;

/// <summary>All that became of one question. Immutable.</summary>
/// <remarks>Every question gives exactly one result; what a stage did not reach is empty or null.</remarks>
public sealed record ReasoningResult
{
    /// <summary>The question as it was given.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>What its mentions are linked to.</summary>
    public IReadOnlyList<EntityLink> Links { get; init; } = [];

    /// <summary>What the finder found; null where the search was not reached.</summary>
    public PathSearchResult? Search { get; init; }

    /// <summary>The evidence that was offered to the writer; null where ranking was not reached.</summary>
    public EvidenceSet? Evidence { get; init; }

    /// <summary>The chain; null where none was written.</summary>
    public ReasoningChain? Chain { get; init; }

    /// <summary>Gets the verdict on the chain; null when there was nothing to check.</summary>
    public ChainVerdict? Verdict { get; init; }

    /// <summary>What became of the question.</summary>
    public required ReasoningOutcome Outcome { get; init; }

    /// <summary>The stage that failed or ended the work, one of <see cref="StageNames"/>; null for an accepted chain.</summary>
    public string? FailedStage { get; init; }

    /// <summary>Why, as a stable code in lower case with underscores, such as <c>no_question_entity</c>; null for an accepted chain.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence for a person about <see cref="Reason"/>; null for an accepted chain.</summary>
    public string? Detail { get; init; }

    /// <summary>What the chain does to a reader's answer; null where the question was not drawn for that, or it was not asked for.</summary>
    public ChainEffect? ChainEffect { get; init; }

    /// <summary>Gets the stages that took their local decision because a model gave them none, in the order of their work; empty where all had one.</summary>
    public IReadOnlyList<StageFallback> Fallbacks { get; init => field = value ?? []; } = [];

    /// <summary>What all calls to models cost; null where none was made.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Where it comes from; null where the graph could not be read.</summary>
    public ReasoningProvenance? Provenance { get; init; }
}
