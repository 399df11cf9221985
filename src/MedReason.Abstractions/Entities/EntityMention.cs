namespace MedReason;

/// <summary>A place in a question's text that speaks of something a graph may know. Immutable.</summary>
public sealed record EntityMention
{
    /// <summary>Gets the words of the mention, as written in the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the start of the mention, in UTF-16 code units from the start of the part that <see cref="Role"/> names.</summary>
    public required int Start { get; init; }

    /// <summary>Gets the end of the mention, exclusive.</summary>
    public required int End { get; init; }

    /// <summary>Gets the part of the question that contains the mention.</summary>
    public required MentionRole Role { get; init; }

    /// <summary>For <see cref="MentionRole.Option"/> the label of the option; else null.</summary>
    public string? OptionLabel { get; init; }

    /// <summary>Gets the node type that the extractor expects; null when it expects none in particular.</summary>
    public NodeType? TypeHint { get; init; }

    /// <summary>What the text says of it.</summary>
    public Assertion Assertion { get; init; }

    /// <summary>Gets the value and the reference range by which the mention was derived; null when the text names the finding itself.</summary>
    public DerivedFinding? Derived { get; init; }

    /// <summary>
    /// Gets the nodes that the extractor already knows by this name, best first; empty when it knows no such node and leaves the search to the linker.
    /// An extractor that resolves abbreviations, word order or coordination reports its candidates here.
    /// </summary>
    public IReadOnlyList<MentionCandidate> Candidates { get; init; } = [];
}
