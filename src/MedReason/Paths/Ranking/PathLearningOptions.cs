namespace MedReason.Paths;

/// <summary>The options of the learning of priors; varied by tests and benchmarks to measure the effect of each part.</summary>
internal sealed record PathLearningOptions
{
    public static PathLearningOptions Default { get; } = new();

    /// <summary>Gets the maximum number of hops of candidates.</summary>
    public int MaxLength { get; init; } = 8;

    /// <summary>Gets the maximum number of hops by which candidates may be longer than the shortest.</summary>
    public int Slack { get; init; } = 2;

    /// <summary>Gets the features in use.</summary>
    public PathFeatureGroups Groups { get; init; } = PathFeatureGroups.All;

    /// <summary>Gets the penalty of the path model.</summary>
    public double PathPenalty { get; init; } = 5;

    /// <summary>Gets the penalty of the node model.</summary>
    public double NodePenalty { get; init; } = 10;

    /// <summary>Gets the minimum number of pairs with a feature; rarer features are left out, since they would identify single mechanisms.</summary>
    public int MinSupport { get; init; } = 5;
}
