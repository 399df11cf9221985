namespace MedReason;

/// <summary>How <see cref="IKnowledgeGraph.GetNeighborsAsync"/> answers. Immutable.</summary>
public sealed class NeighborOptions
{
    /// <summary>Gets the relations that are followed and the node types that are returned; null for all.</summary>
    public KgFilter? Filter { get; init; }

    /// <summary>Gets the maximum number of neighbours returned per node of the frontier, the first in their order; null for all.</summary>
    public int? MaxNeighborsPerNode { get; init; }
}
