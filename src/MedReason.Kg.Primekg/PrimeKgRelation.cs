namespace MedReason.Kg.Primekg;

/// <summary>What PrimeKG's schema says of a relation: its words, and which node types it joins. Immutable.</summary>
public sealed record PrimeKgRelation
{
    /// <summary>The words and the polarity.</summary>
    public required RelationInfo Info { get; init; }

    /// <summary>The type of an edge's source.</summary>
    public required NodeType SourceType { get; init; }

    /// <summary>The type of an edge's target. Where it differs from <see cref="SourceType"/> the two decide an edge's direction, else the file's order does.</summary>
    public required NodeType TargetType { get; init; }
}
