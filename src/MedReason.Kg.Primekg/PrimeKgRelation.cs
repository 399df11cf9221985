namespace MedReason.Kg.Primekg;

/// <summary>Describes a relation of PrimeKG's schema: its words, and the node types it joins. Immutable.</summary>
public sealed record PrimeKgRelation
{
    /// <summary>Gets the words and the polarity of the relation.</summary>
    public required RelationInfo Info { get; init; }

    /// <summary>Gets the type of an edge's source.</summary>
    public required NodeType SourceType { get; init; }

    /// <summary>Gets the type of an edge's target.</summary>
    /// <remarks>When it differs from <see cref="SourceType"/> the two decide an edge's direction; otherwise the file's order does.</remarks>
    public required NodeType TargetType { get; init; }
}
