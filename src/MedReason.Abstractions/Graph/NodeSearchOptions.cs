namespace MedReason;

/// <summary>How <see cref="INodeIndex.SearchAsync"/> answers. Immutable.</summary>
public sealed class NodeSearchOptions
{
    /// <summary>Only nodes of these types; null for all.</summary>
    public IReadOnlyList<NodeType>? Types { get; init; }

    /// <summary>Gets the maximum number of candidates returned per text. Default 10, as published for MedReason.</summary>
    public int MaxResults { get; init; } = 10;

    /// <summary>Only candidates with at least this score, 0 to 1. Default 0.</summary>
    public double MinScore { get; init; }
}
