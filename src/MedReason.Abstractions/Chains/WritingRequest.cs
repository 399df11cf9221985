namespace MedReason;

/// <summary>What an <see cref="IChainWriter"/> is asked. Immutable.</summary>
public sealed record WritingRequest
{
    /// <summary>The question; blanked where the answer must not be seen.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>What its mentions are linked to.</summary>
    public required IReadOnlyList<EntityLink> Links { get; init; }

    /// <summary>What may be cited.</summary>
    public required EvidenceSet Evidence { get; init; }

    /// <summary>Whether the answer is known.</summary>
    public ReasoningMode Mode { get; init; }

    /// <summary>What the writer sees of the answer.</summary>
    public AnswerVisibility Visibility { get; init; }

    /// <summary>Gets the seed of everything that the writer draws at random.</summary>
    public long Seed { get; init; }
}
