namespace MedReason;

/// <summary>Holds the result of joining graphs.</summary>
public sealed class GraphJoinResult
{
    /// <summary>Gets the graph; the caller disposes it.</summary>
    public required InMemoryKnowledgeGraph Graph { get; init; }

    /// <summary>Gets what was joined and what stays apart, by kind, then in ordinal order of the identifiers.</summary>
    public required IReadOnlyList<GraphJoinEvent> Events { get; init; }

    /// <summary>Gets the number of nodes that several sources name by the same identifier.</summary>
    public required int SharedIdCount { get; init; }

    /// <summary>Gets the relations that two sources describe differently, in ordinal order; the description of the earlier source is kept.</summary>
    public required IReadOnlyList<RelationType> RelationConflicts { get; init; }
}
