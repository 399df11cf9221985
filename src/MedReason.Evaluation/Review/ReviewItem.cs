namespace MedReason.Evaluation;

/// <summary>An item to rate: one chain, or two to choose between. Immutable.</summary>
public sealed record ReviewItem
{
    /// <summary>Gets the opaque key of the item; a repeat has its own.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the key of the item that this one repeats; null when it repeats none.</summary>
    public string? RepeatOf { get; init; }

    /// <summary>Gets the question.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>Gets the chain, or the two chains in the order in which they are shown.</summary>
    public required IReadOnlyList<ReviewChain> Chains { get; init; }
}
