namespace MedReason.Kg.Obo;

/// <summary>A pointer from a term to an entry of another vocabulary. Immutable.</summary>
public sealed class OboXref
{
    /// <summary>The entry, such as <c>MESH:D006394</c>, with the escapes of the format undone.</summary>
    public required NodeId Id { get; init; }

    /// <summary>What the source says of it; null for nothing.</summary>
    public string? Description { get; init; }
}
