namespace MedReason.Kg.Obo;

/// <summary>A pointer from a term to an entry of another vocabulary. Immutable.</summary>
public sealed class OboXref
{
    /// <summary>Gets the entry as the file writes it, such as <c>MESH:D006394</c> or <c>UMLS_CUI:C0018801</c>, with the escapes of the format undone.</summary>
    /// <remarks>The prefix is the source's own; the same vocabulary may bear another one elsewhere.</remarks>
    public required NodeId Id { get; init; }

    /// <summary>What the source says of it; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the trailing modifiers, in file order, such as <c>source="MONDO:equivalentTo"</c>, which says how far both mean the same.</summary>
    public IReadOnlyList<OboQualifier> Qualifiers { get; init; } = [];
}
