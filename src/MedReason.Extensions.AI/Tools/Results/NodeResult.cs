namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A node with its other names and what it is. Immutable.</summary>
internal sealed record NodeResult
{
    /// <summary>Gets the node.</summary>
    public required NodeEntry Node { get; init; }

    /// <summary>Gets the vocabulary that it is from; null when the graph does not say.</summary>
    public string? Source { get; init; }

    /// <summary>Gets its other names.</summary>
    public required IReadOnlyList<string> Synonyms { get; init; }

    /// <summary>Gets the words in which the source says what it is; null when it does not.</summary>
    public string? Definition { get; init; }

    /// <summary>Gets which graph answered.</summary>
    public required GraphIdentity Graph { get; init; }
}
