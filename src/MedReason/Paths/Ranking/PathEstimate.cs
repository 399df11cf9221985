namespace MedReason.Paths;

/// <summary>A model's estimate of the candidates of a pair. Immutable.</summary>
internal sealed record PathEstimate
{
    /// <summary>Gets for each path the parts of its score.</summary>
    public required IReadOnlyList<ScorePart>[] Parts { get; init; }

    /// <summary>Gets for each path its share; the shares add up to 1.</summary>
    public required double[] Paths { get; init; }

    /// <summary>Gets for each inner node the probability that it belongs.</summary>
    public required double[] Nodes { get; init; }

    /// <summary>Gets the expected number of nodes that belong and are on no candidate.</summary>
    public required double MissingNodes { get; init; }
}
