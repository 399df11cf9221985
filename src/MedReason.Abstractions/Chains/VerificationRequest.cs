namespace MedReason;

/// <summary>What an <see cref="IChainVerifier"/> is asked. Immutable.</summary>
public sealed record VerificationRequest
{
    /// <summary>The question with its answer where that is known: verifiers see what the writer did not.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>What its mentions are linked to.</summary>
    public required IReadOnlyList<EntityLink> Links { get; init; }

    /// <summary>The chain, with the evidence it cites.</summary>
    public required ReasoningChain Chain { get; init; }

    /// <summary>Whether the answer is known.</summary>
    public ReasoningMode Mode { get; init; }

    /// <summary>What the writer saw of the answer.</summary>
    public AnswerVisibility Visibility { get; init; }

    /// <summary>
    /// Whether the chain's evidence was found for the question and offered to its writer, as in a pipeline; false where it was read out of the words of a
    /// chain that others wrote.
    /// Default true.
    /// </summary>
    public bool IsEvidenceOffered { get; init; } = true;

    /// <summary>A gold subgraph to measure recall against; null to measure against the hops of the cited paths.</summary>
    public IReadOnlyList<KgEdge>? ReferenceEdges { get; init; }
}
