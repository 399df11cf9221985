namespace MedReason.Paths;

/// <summary>What a model says of the candidates of a pair. Immutable.</summary>
internal sealed record PathEstimate
{
    /// <summary>For each path the parts of its score.</summary>
    public required IReadOnlyList<ScorePart>[] Parts { get; init; }

    /// <summary>For each path its share; the shares add up to 1.</summary>
    public required double[] Paths { get; init; }

    /// <summary>For each inner node how likely it belongs.</summary>
    public required double[] Nodes { get; init; }

    /// <summary>How many nodes are expected to belong that no candidate holds.</summary>
    public required double MissingNodes { get; init; }
}
