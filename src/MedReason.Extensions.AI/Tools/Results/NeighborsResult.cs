namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>Edges of a node. Immutable.</summary>
internal sealed record NeighborsResult
{
    /// <summary>Gets the node.</summary>
    public required NodeEntry Node { get; init; }

    /// <summary>Gets its edges.</summary>
    public required IReadOnlyList<EdgeCitation> Edges { get; init; }

    /// <summary>Gets whether edges were left out.</summary>
    public required bool IsTruncated { get; init; }
}
