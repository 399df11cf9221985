namespace MedReason;

/// <summary>Which edges and nodes a call may walk. Immutable. An empty filter lets everything pass.</summary>
/// <remarks>
/// A relation in a list stands for itself and, where it is the name of a family, for all its parts. Deny wins over allow. End points of a path are
/// never filtered by type, only the nodes between them.
/// </remarks>
public sealed class KgFilter
{
    /// <summary>Only these relations or families; null for all.</summary>
    public IReadOnlyList<RelationType>? Relations { get; init; }

    /// <summary>Never these relations or families.</summary>
    public IReadOnlyList<RelationType> ExcludedRelations { get; init; } = [];

    /// <summary>Only these node types between the ends; null for all.</summary>
    public IReadOnlyList<NodeType>? NodeTypes { get; init; }

    /// <summary>Never these node types between the ends.</summary>
    public IReadOnlyList<NodeType> ExcludedNodeTypes { get; init; } = [];

    /// <summary>Only relations of these polarities; null for all.</summary>
    public IReadOnlyList<Polarity>? Polarities { get; init; }

    /// <summary>Ordinary support: affirmed relations only.</summary>
    public static KgFilter Affirmed { get; } = new() { Polarities = [Polarity.Affirmed] };

    /// <summary>Whether a relation passes.</summary>
    /// <param name="relation">What the graph says of the relation.</param>
    /// <returns>True if an edge of it may be walked.</returns>
    public bool Allows(RelationInfo relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        return (Polarities is null || Polarities.Contains(relation.Polarity))
            && (Relations is null || Holds(Relations, relation))
            && !Holds(ExcludedRelations, relation);
    }

    /// <summary>Determines whether a node of this type may be an inner node of a path.</summary>
    /// <param name="type">The node type.</param>
    /// <returns>True if it may.</returns>
    public bool Allows(NodeType type) => (NodeTypes is null || NodeTypes.Contains(type)) && !ExcludedNodeTypes.Contains(type);

    private static bool Holds(IReadOnlyList<RelationType> list, RelationInfo relation)
    {
        foreach (RelationType listed in list)
        {
            if (listed == relation.Relation || string.Equals(listed.Value, relation.Family, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
