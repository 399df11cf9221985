namespace MedReason.Kg.Primekg;

/// <summary>What PrimeKG's schema says of a node type. Immutable.</summary>
public sealed record PrimeKgNodeType
{
    /// <summary>The type, as the file writes it.</summary>
    public required NodeType Type { get; init; }

    /// <summary>One of them, in words: <c>a gene or protein</c>.</summary>
    public required string Singular { get; init; }

    /// <summary>Many of them, in words: <c>genes and proteins</c>.</summary>
    public required string Plural { get; init; }
}
