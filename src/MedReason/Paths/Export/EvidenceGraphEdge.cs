namespace MedReason;

/// <summary>An edge of an <see cref="EvidenceGraph"/>. Immutable.</summary>
public sealed record EvidenceGraphEdge
{
    /// <summary>Where it starts.</summary>
    public required NodeId Source { get; init; }

    /// <summary>Where it ends.</summary>
    public required NodeId Target { get; init; }

    /// <summary>What it states.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Whether it states that something holds.</summary>
    public required Polarity Polarity { get; init; }

    /// <summary>Indexes of the evidence's paths that hold it, ascending.</summary>
    public required IReadOnlyList<int> Paths { get; init; }
}
