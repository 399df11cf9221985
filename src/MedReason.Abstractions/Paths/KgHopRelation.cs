namespace MedReason;

/// <summary>One relation that joins two neighbouring nodes of a path.</summary>
public sealed record KgHopRelation
{
    /// <summary>The relation.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Whether the edge runs with the path.</summary>
    public required bool IsForward { get; init; }

    /// <summary>What the relation states, by the graph's schema.</summary>
    public Polarity Polarity { get; init; }
}
