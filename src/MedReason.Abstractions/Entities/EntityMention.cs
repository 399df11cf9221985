namespace MedReason;

/// <summary>A place in a question's text that speaks of something a graph may know. Immutable.</summary>
public sealed record EntityMention
{
    /// <summary>The words as they stand in the text.</summary>
    public required string Text { get; init; }

    /// <summary>Where they start, in UTF-16 code units from the start of the part that <see cref="Role"/> names.</summary>
    public required int Start { get; init; }

    /// <summary>Where they end, exclusive.</summary>
    public required int End { get; init; }

    /// <summary>The part of the question they stand in.</summary>
    public required MentionRole Role { get; init; }

    /// <summary>For <see cref="MentionRole.Option"/> the label of the option; else null.</summary>
    public string? OptionLabel { get; init; }

    /// <summary>The node type that the extractor expects; null where it does not tell.</summary>
    public NodeType? TypeHint { get; init; }

    /// <summary>What the text says of it.</summary>
    public Assertion Assertion { get; init; }

    /// <summary>
    /// The nodes that the extractor already knows to bear this name, best first; empty where it knows none and leaves the search to the linker.
    /// An extractor that resolves abbreviations, word order or coordination tells its finds here.
    /// </summary>
    public IReadOnlyList<MentionCandidate> Candidates { get; init; } = [];
}
