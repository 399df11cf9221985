namespace MedReason;

/// <summary>How <see cref="IKnowledgeGraph.GetNeighborsAsync"/> answers. Immutable.</summary>
public sealed class NeighborOptions
{
    /// <summary>Which relations are followed and which node types are returned; null for all.</summary>
    public KgFilter? Filter { get; init; }

    /// <summary>At most so many neighbours for each node of the frontier; null for all. What is kept is the first of the told order.</summary>
    public int? MaxNeighborsPerNode { get; init; }
}
