namespace MedReason;

/// <summary>One logical edge: it stands once, with a direction, and is seen from both ends. Immutable.</summary>
public sealed record KgEdge
{
    /// <summary>Where it starts: the subject of the statement.</summary>
    public required NodeId Source { get; init; }

    /// <summary>Where it ends: the object of the statement.</summary>
    public required NodeId Target { get; init; }

    /// <summary>What it states.</summary>
    public required RelationType Relation { get; init; }
}
