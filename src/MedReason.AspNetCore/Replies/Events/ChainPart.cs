namespace MedReason.AspNetCore.Replies;

/// <summary>A chain as it was written, without the evidence that an earlier event holds; provisional until the verdict. Immutable.</summary>
internal sealed record ChainPart
{
    /// <summary>Gets the steps.</summary>
    public required IReadOnlyList<ChainStep> Steps { get; init; }

    /// <summary>Gets the words of the conclusion; null when there are none.</summary>
    public string? Conclusion { get; init; }

    /// <summary>Gets the answer; null when the chain reaches none.</summary>
    public string? Answer { get; init; }

    /// <summary>Gets the label of the option; null when the chain concludes none.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>Gets the model that wrote it; null when no model did.</summary>
    public string? ModelId { get; init; }

    /// <summary>Creates the part of a chain.</summary>
    public static ChainPart Of(ReasoningChain chain) => new()
    {
        Steps = chain.Steps,
        Conclusion = ChainSections.FindConclusion(chain.Text),
        Answer = chain.Answer,
        AnswerLabel = chain.AnswerLabel,
        ModelId = chain.ModelId,
    };
}
