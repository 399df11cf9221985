namespace MedReason;

/// <summary>Represents one logical edge: stored once, with a direction, and visible from both ends. Immutable.</summary>
public sealed record KgEdge
{
    /// <summary>Where it starts: the subject of the statement.</summary>
    public required NodeId Source { get; init; }

    /// <summary>Where it ends: the object of the statement.</summary>
    public required NodeId Target { get; init; }

    /// <summary>What it states.</summary>
    public required RelationType Relation { get; init; }
}
