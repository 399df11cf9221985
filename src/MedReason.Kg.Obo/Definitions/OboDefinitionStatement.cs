namespace MedReason.Kg.Obo;

/// <summary>Represents what a definition states by a relation of an ontology. Immutable.</summary>
public sealed class OboDefinitionStatement
{
    /// <summary>Gets the node that is defined.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Gets the relation, such as <c>has_symptom</c>.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Gets the words that name the other end, such as <c>loss of appetite</c>. Untrusted text.</summary>
    public required string Text { get; init; }
}
