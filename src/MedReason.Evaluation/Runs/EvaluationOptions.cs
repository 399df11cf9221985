namespace MedReason.Evaluation;

/// <summary>How a benchmark is put to a model. Immutable. Every member changes results, and so stands in a run's configuration.</summary>
public sealed class EvaluationOptions
{
    /// <summary>How many samples of each question are drawn; the majority votes. Default 1.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Seeds the order of the options; null leaves the bank's order.</summary>
    public long? ShuffleSeed { get; init; }

    /// <summary>
    /// In how many orders each question is asked where the options are shuffled; the majority votes, and how far they agree is told. Default 1.
    /// </summary>
    public int Permutations { get; init; } = 1;

    /// <summary>The most tokens of a reply; a reply that runs into them counts as an abstention. Default 2048.</summary>
    public int MaxOutputTokens { get; init; } = 2048;

    /// <summary>How freely the model draws its words; null for 0 with one sample and 0.7 with several.</summary>
    public double? Temperature { get; init; }

    internal double DrawnTemperature => Temperature ?? (Samples > 1 ? 0.7 : 0);
}
