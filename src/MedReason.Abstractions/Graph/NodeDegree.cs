namespace MedReason;

/// <summary>How many edges a node has. Immutable.</summary>
public sealed class NodeDegree
{
    /// <summary>The node.</summary>
    public required NodeId Id { get; init; }

    /// <summary>All its logical edges; a self loop counts once.</summary>
    public required int Total { get; init; }

    /// <summary>Its edges by relation, in ordinal order; relations it has no edge of are left out.</summary>
    public required IReadOnlyList<RelationDegree> Relations { get; init; }
}
