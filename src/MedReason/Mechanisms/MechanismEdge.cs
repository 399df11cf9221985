namespace MedReason;

/// <summary>Represents an edge that decides an answer about a mechanism, with its sign. Immutable.</summary>
public sealed record MechanismEdge
{
    /// <summary>Gets the edge; of the graph, except an added link.</summary>
    public required KgEdge Edge { get; init; }

    /// <summary>Gets what more of its source does to its target.</summary>
    public required MechanismEffect Effect { get; init; }

    /// <summary>Gets why it decides.</summary>
    public required MechanismEdgeRole Role { get; init; }
}
