namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>What the pipeline made of a question. Immutable.</summary>
internal sealed record ExplanationResult
{
    /// <summary>Gets what became of the question.</summary>
    public required ReasoningOutcome Outcome { get; init; }

    /// <summary>Gets the reason as a code; null for an accepted chain.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the reason in one sentence; null for an accepted chain.</summary>
    public string? Detail { get; init; }

    /// <summary>Gets the grade of the evidence; null when it was not graded.</summary>
    public EvidenceGrade? Grade { get; init; }

    /// <summary>Gets the answer that the chain concludes; null without a chain.</summary>
    public string? Answer { get; init; }

    /// <summary>Gets the label of the concluded option; null when it concludes none.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>Gets the option that the graph argues for more strongly; null when it argues for no other.</summary>
    public string? ContestedBy { get; init; }

    /// <summary>Gets the steps of the chain; empty without a chain.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>Gets the paths that the chain cites, or that were offered where there is no chain.</summary>
    public required IReadOnlyList<PathEntry> Paths { get; init; }

    /// <summary>Gets the decision about the chain; null without one.</summary>
    public VerdictStatus? Verdict { get; init; }

    /// <summary>Gets which graph answered.</summary>
    public required GraphIdentity Graph { get; init; }
}
