namespace MedReason;

/// <summary>An edge of an <see cref="EvidenceGraph"/>. Immutable.</summary>
public sealed record EvidenceGraphEdge
{
    /// <summary>Gets the node where the edge starts.</summary>
    public required NodeId Source { get; init; }

    /// <summary>Gets the node where the edge ends.</summary>
    public required NodeId Target { get; init; }

    /// <summary>Gets the relation that it states.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Gets whether it affirms the relation.</summary>
    public required Polarity Polarity { get; init; }

    /// <summary>Gets the indexes of the evidence's paths that contain it, ascending.</summary>
    public required IReadOnlyList<int> Paths { get; init; }
}
