namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A path of the graph. Immutable.</summary>
internal sealed record PathEntry
{
    /// <summary>Gets the path in words.</summary>
    public required string Words { get; init; }

    /// <summary>Gets the nodes in their order.</summary>
    public required IReadOnlyList<NodeEntry> Nodes { get; init; }

    /// <summary>Gets the edges in their order, every parallel relation of a hop.</summary>
    public required IReadOnlyList<EdgeCitation> Edges { get; init; }
}
