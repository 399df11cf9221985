namespace MedReason.Kg.Obo;

/// <summary>A term of an ontology. Immutable.</summary>
public sealed class OboTerm
{
    /// <summary>The identity.</summary>
    public required NodeId Id { get; init; }

    /// <summary>The name, as the source writes it; the empty string where it gives none. Untrusted text.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace: the term's own, else the file's default; the empty string where there is neither.</summary>
    public required string Namespace { get; init; }

    /// <summary>Gets the definition; null when the source states none.</summary>
    public string? Definition { get; init; }

    /// <summary>A remark; null for none.</summary>
    public string? Comment { get; init; }

    /// <summary>Other names, in file order.</summary>
    public IReadOnlyList<OboSynonym> Synonyms { get; init; } = [];

    /// <summary>Entries of other vocabularies, in file order.</summary>
    public IReadOnlyList<OboXref> Xrefs { get; init; } = [];

    /// <summary>Gets the terms that this one is a kind of without any condition, in file order.</summary>
    public IReadOnlyList<NodeId> IsA { get; init; } = [];

    /// <summary>Gets the other statements, conditional <c>is_a</c> included, in file order.</summary>
    public IReadOnlyList<OboRelationship> Relationships { get; init; } = [];

    /// <summary>Ids that once meant terms which were merged into this one, in file order.</summary>
    public IReadOnlyList<NodeId> AltIds { get; init; } = [];

    /// <summary>The subsets it belongs to, in file order.</summary>
    public IReadOnlyList<string> Subsets { get; init; } = [];

    /// <summary>Whether the term is no longer to be used.</summary>
    public bool IsObsolete { get; init; }

    /// <summary>Gets the terms that replace an obsolete term. Usually one.</summary>
    public IReadOnlyList<NodeId> ReplacedBy { get; init; } = [];

    /// <summary>Gets the terms that may replace an obsolete term, for a person to judge.</summary>
    public IReadOnlyList<NodeId> Consider { get; init; } = [];

    /// <summary>Gets the line on which the stanza begins.</summary>
    internal long Line { get; init; }

    /// <summary>Name and id for a person or a debugger.</summary>
    /// <returns>For example <c>Fever [HP:0001945]</c>.</returns>
    public override string ToString() => $"{Name} [{Id}]";
}
