namespace MedReason.Kg.Obo;

/// <summary>A statement about a term: a <c>relationship</c>, or an <c>is_a</c> that holds only under a condition. Immutable.</summary>
public sealed class OboRelationship
{
    /// <summary>What is stated, such as <c>part_of</c>.</summary>
    public required RelationType Type { get; init; }

    /// <summary>The term it is stated of.</summary>
    public required NodeId Target { get; init; }

    /// <summary>
    /// Whether the statement holds only under a condition that the line's modifiers name (a general class inclusion such as a species, <c>all_only</c>)
    /// or says that no such relationship exists (a cardinality of 0). Such a statement is no edge of a graph.
    /// </summary>
    public bool IsConditional { get; init; }

    /// <summary>Gets the trailing modifiers, in file order, such as <c>gci_filler="NCBITaxon:9606"</c>.</summary>
    public IReadOnlyList<OboQualifier> Qualifiers { get; init; } = [];
}
