namespace MedReason;

/// <summary>A statement that a step makes, in the graph's own terms. Immutable.</summary>
public sealed record ChainClaim
{
    /// <summary>Where the claimed edge starts.</summary>
    public required NodeId Subject { get; init; }

    /// <summary>What it states.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Where it ends.</summary>
    public required NodeId Object { get; init; }

    /// <summary>Whether it is claimed to hold, to be absent or to be contraindicated.</summary>
    public Polarity Polarity { get; init; }
}
