namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A mention in a text and the node that it names. Immutable.</summary>
internal sealed record EntityEntry
{
    /// <summary>Gets the words of the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the first UTF-16 code unit of the mention.</summary>
    public required int Start { get; init; }

    /// <summary>Gets the end of the mention, exclusive.</summary>
    public required int End { get; init; }

    /// <summary>Gets the node.</summary>
    public required NodeEntry Node { get; init; }

    /// <summary>Gets how the node relates to the words; null when the linker does not say.</summary>
    public LinkRelation? Relation { get; init; }

    /// <summary>Gets what the text says of it.</summary>
    public required Assertion Assertion { get; init; }
}
