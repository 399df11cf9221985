namespace MedReason;

/// <summary>How many edges of one relation a node has. Immutable.</summary>
public sealed class RelationDegree
{
    /// <summary>The relation.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Edges that start at the node; a self loop counts here.</summary>
    public required int Outgoing { get; init; }

    /// <summary>Edges that end at the node; a self loop does not count here, so that the two add up to all edges.</summary>
    public required int Incoming { get; init; }
}
