namespace MedReason;

/// <summary>A node of a knowledge graph. Immutable.</summary>
public sealed class KgNode
{
    /// <summary>The identity.</summary>
    public required NodeId Id { get; init; }

    /// <summary>The preferred name, as the source writes it. Untrusted text, possibly empty, not unique.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of thing it is.</summary>
    public required NodeType Type { get; init; }

    /// <summary>Gets the vocabulary that the node comes from, such as <c>MONDO</c>; null when the graph does not state it.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the other names, without <see cref="Name"/>, each once, in ordinal order; empty when the node has no other name.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>Gets the words in which the source says what the node is; null when it does not. Untrusted text, never empty.</summary>
    public string? Definition { get; init; }

    /// <summary>Name, type and id for a person or a debugger.</summary>
    /// <returns>For example <c>type 2 diabetes mellitus [disease, MONDO:0005148]</c>.</returns>
    public override string ToString() => $"{Name} [{Type}, {Id}]";
}
