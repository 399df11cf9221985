namespace MedReason.Evaluation;

/// <summary>Represents how a model is asked a benchmark. Immutable. Every member changes results, and is therefore part of a run's configuration.</summary>
public sealed class EvaluationOptions
{
    /// <summary>How many samples of each question are drawn; the majority votes. Default 1.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Seeds the order of the options; null leaves the bank's order.</summary>
    public long? ShuffleSeed { get; init; }

    /// <summary>
    /// Gets the number of orders in which each question is asked when the options are shuffled; the majority decides, and the agreement is reported. Default 1.
    /// </summary>
    public int Permutations { get; init; } = 1;

    /// <summary>The most tokens of a reply; a reply that runs into them counts as an abstention. Default 2048.</summary>
    public int MaxOutputTokens { get; init; } = 2048;

    /// <summary>How freely the model draws its words; null for 0 with one sample and 0.7 with several.</summary>
    public double? Temperature { get; init; }

    /// <summary>Gets a value indicating whether a temperature is sent at all; some models refuse every one. Default true.</summary>
    public bool SendsTemperature { get; init; } = true;

    internal double? DrawnTemperature => SendsTemperature ? Temperature ?? (Samples > 1 ? 0.7 : 0) : null;
}
