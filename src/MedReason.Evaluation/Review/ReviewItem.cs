namespace MedReason.Evaluation;

/// <summary>One rating that is asked for: a chain, or two to choose between. Immutable.</summary>
internal sealed record ReviewItem
{
    /// <summary>An opaque key; a repeat has one of its own.</summary>
    public required string Key { get; init; }

    /// <summary>The key of the item that this one repeats; null for none.</summary>
    public string? RepeatOf { get; init; }

    /// <summary>The question.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>One chain, or two in the order shown.</summary>
    public required IReadOnlyList<ReviewChain> Chains { get; init; }
}
