namespace MedReason;

/// <summary>Represents a text that others wrote with what was read in it and what was decided. Immutable.</summary>
public sealed record AuditedChain
{
    /// <summary>Gets the question, its answer resolved to one of its options where it names one.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>Gets what the question's mentions are linked to.</summary>
    public required IReadOnlyList<EntityLink> Links { get; init; }

    /// <summary>Gets the text as far as it could be read: its steps, claims and conclusion.</summary>
    public required ForeignChain Chain { get; init; }

    /// <summary>Gets the decision.</summary>
    public required ChainVerdict Verdict { get; init; }
}
