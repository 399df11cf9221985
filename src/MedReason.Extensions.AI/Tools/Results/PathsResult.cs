namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>Paths between two nodes. Immutable.</summary>
internal sealed record PathsResult
{
    /// <summary>Gets what the search ended with.</summary>
    public required PathOutcome Outcome { get; init; }

    /// <summary>Gets the node at the beginning.</summary>
    public required NodeEntry From { get; init; }

    /// <summary>Gets the node at the end.</summary>
    public required NodeEntry To { get; init; }

    /// <summary>Gets the paths, best first.</summary>
    public required IReadOnlyList<PathEntry> Paths { get; init; }

    /// <summary>Gets whether paths were left out.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>Gets which graph answered.</summary>
    public required GraphIdentity Graph { get; init; }
}
