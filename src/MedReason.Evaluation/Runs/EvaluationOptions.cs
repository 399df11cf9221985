using Microsoft.Extensions.AI;

namespace MedReason.Evaluation;

/// <summary>Represents how a model is asked a benchmark. Immutable. Every member changes results, and is therefore part of a run's configuration.</summary>
public sealed class EvaluationOptions
{
    // Of the published evaluation script.
    private const double PublishedTemperature = 0.5;
    private const double PublishedTopP = 0.9;
    private const int PublishedMaxOutputTokens = 2000;
    private const double VotingTemperature = 0.7;

    private readonly int? _maxOutputTokens;

    /// <summary>Gets whose prompts and scorer the benchmark is run with.</summary>
    /// <value>The default is <see cref="EvaluationProtocol.Ours"/>.</value>
    public EvaluationProtocol Protocol { get; init; }

    /// <summary>How many samples of each question are drawn; the majority votes. Default 1.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Seeds the order of the options; null leaves the bank's order.</summary>
    public long? ShuffleSeed { get; init; }

    /// <summary>
    /// Gets the number of orders in which each question is asked when the options are shuffled; the majority decides, and the agreement is reported. Default 1.
    /// </summary>
    public int Permutations { get; init; } = 1;

    /// <summary>Gets the maximum number of tokens of a reply; a reply that runs into them counts as an abstention.</summary>
    /// <value>The default is 2048, and the published evaluation's 2000 with its protocols.</value>
    public int MaxOutputTokens
    {
        get => _maxOutputTokens ?? (IsPublished ? PublishedMaxOutputTokens : 2048);
        init => _maxOutputTokens = value;
    }

    /// <summary>Gets the temperature, from 0 to 2.</summary>
    /// <value>The default, null, is 0 with one sample, 0.7 with several, and the published evaluation's 0.5 with its protocols.</value>
    public double? Temperature { get; init; }

    /// <summary>Gets a value indicating whether a temperature is sent at all; some models refuse every one. Default true.</summary>
    public bool SendsTemperature { get; init; } = true;

    /// <summary>Gets how much a model reasons before it answers; null leaves it to the model.</summary>
    public ReasoningEffort? ReasoningEffort { get; init; }

    /// <summary>Gets the texts before which a reply ends.</summary>
    /// <value>The default, null, sends no text without examples, and with examples what begins the next of them.</value>
    public IReadOnlyList<string>? StopSequences { get; init; }

    internal bool IsPublished => Protocol != EvaluationProtocol.Ours;

    internal double? DrawnTemperature => !SendsTemperature ? null : Temperature ?? (IsPublished ? PublishedTemperature : Samples > 1 ? VotingTemperature : 0);

    /// <summary>Models that refuse a temperature refuse this as well.</summary>
    internal double? TopP => IsPublished && SendsTemperature ? PublishedTopP : null;
}
