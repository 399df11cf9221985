namespace MedReason;

/// <summary>A reasoning chain: steps that cite evidence, and a conclusion. Immutable.</summary>
public sealed record ReasoningChain
{
    /// <summary>The whole text in the published dataset's three sections: finding reasoning paths, reasoning process, conclusion.</summary>
    public required string Text { get; init; }

    /// <summary>The steps in their order.</summary>
    public required IReadOnlyList<ChainStep> Steps { get; init; }

    /// <summary>The conclusion's answer; null where the chain reaches none.</summary>
    public string? Answer { get; init; }

    /// <summary>Gets the label of the option that the chain concludes; null when it concludes no option.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>The evidence that was offered and that the steps cite.</summary>
    public required EvidenceSet Evidence { get; init; }

    /// <summary>The model that wrote it; null where none did.</summary>
    public string? ModelId { get; init; }

    /// <summary>The version of the prompt or template it was written with.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>What it cost; null where no model was called.</summary>
    public ModelUsage? Usage { get; init; }
}
