namespace MedReason.Kg.Primekg;

/// <summary>Describes a node type of PrimeKG's schema. Immutable.</summary>
public sealed record PrimeKgNodeType
{
    /// <summary>Gets the type, as the file writes it.</summary>
    public required NodeType Type { get; init; }

    /// <summary>Gets the words for one node of the type: <c>a gene or protein</c>.</summary>
    public required string Singular { get; init; }

    /// <summary>Gets the words for several nodes of the type: <c>genes and proteins</c>.</summary>
    public required string Plural { get; init; }
}
