namespace MedReason.Kg.Obo;

/// <summary>A statement about a term other than <c>is_a</c>. Immutable.</summary>
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
}
