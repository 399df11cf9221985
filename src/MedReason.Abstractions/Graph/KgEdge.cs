namespace MedReason;

/// <summary>Represents one logical edge: stored once, with a direction, and visible from both ends. Immutable.</summary>
/// <remarks>Source, target and relation identify an edge; two edges are equal when these and their attributes are.</remarks>
public sealed record KgEdge
{
    /// <summary>Where it starts: the subject of the statement.</summary>
    public required NodeId Source { get; init; }

    /// <summary>Where it ends: the object of the statement.</summary>
    public required NodeId Target { get; init; }

    /// <summary>What it states.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Gets what the sources state about it, one item for each statement; empty when the graph does not hold attributes.</summary>
    public IReadOnlyList<KgEdgeAttributes> Attributes { get; init => field = value ?? []; } = [];

    /// <summary>Determines whether both are the same edge with the same attributes.</summary>
    /// <param name="other">The other edge.</param>
    /// <returns>True when all members are equal, attributes in their order.</returns>
    public bool Equals(KgEdge? other) => other is not null
        && Source == other.Source && Target == other.Target && Relation == other.Relation && Attributes.SequenceEqual(other.Attributes);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Source, Target, Relation);
}
