namespace MedReason.Paths;

/// <summary>How priors are learned; varied by tests and benchmarks to tell what each part is worth.</summary>
internal sealed record PathLearningOptions
{
    public static PathLearningOptions Default { get; } = new();

    /// <summary>The greatest length of candidates.</summary>
    public int MaxLength { get; init; } = 8;

    /// <summary>How much longer than the shortest candidates may be.</summary>
    public int Slack { get; init; } = 2;

    /// <summary>The features in use.</summary>
    public PathFeatureGroups Groups { get; init; } = PathFeatureGroups.All;

    /// <summary>The penalty of the path model.</summary>
    public double PathPenalty { get; init; } = 5;

    /// <summary>The penalty of the node model.</summary>
    public double NodePenalty { get; init; } = 10;

    /// <summary>A feature that fewer pairs hold is left out: it would tell single mechanisms apart.</summary>
    public int MinSupport { get; init; } = 5;
}
