namespace MedReason.Kg.Obo;

/// <summary>What an ontology says of one of its relationship types (a <c>[Typedef]</c>). Immutable.</summary>
public sealed class OboRelationshipType
{
    /// <summary>The identity that relationships name, such as <c>part_of</c>.</summary>
    public required RelationType Id { get; init; }

    /// <summary>The name for a person; the empty string where the source gives none.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the definition; null when the source states none.</summary>
    public string? Definition { get; init; }

    /// <summary>The type that states the same from the other end; null where the source names none.</summary>
    public RelationType? InverseOf { get; init; }

    /// <summary>Whether the statement reads the same from both ends.</summary>
    public bool IsSymmetric { get; init; }
}
