namespace MedReason;

/// <summary>Specifies how the parts of a reward are weighed. Immutable.</summary>
/// <remarks>Weights are not negative; those of gains and those of penalties each sum to at most 1, so that the total lies in -1 to 1.</remarks>
public sealed class ReasoningRewardOptions
{
    /// <summary>Gets the weight of <see cref="RewardScore.Format"/>.</summary>
    /// <value>Default 0.1.</value>
    public double FormatWeight { get; init; } = 0.1;

    /// <summary>Gets the weight of <see cref="RewardScore.Answer"/>.</summary>
    /// <value>Default 0.5.</value>
    public double AnswerWeight { get; init; } = 0.5;

    /// <summary>Gets the weight of <see cref="RewardScore.NodeCoverage"/>.</summary>
    /// <value>Default 0.05.</value>
    public double NodeCoverageWeight { get; init; } = 0.05;

    /// <summary>Gets the weight of <see cref="RewardScore.StructuralCorrectness"/>.</summary>
    /// <value>Default 0.05.</value>
    public double StructuralCorrectnessWeight { get; init; } = 0.05;

    /// <summary>Gets the weight of <see cref="RewardScore.ChainCompleteness"/>.</summary>
    /// <value>Default 0.1.</value>
    public double ChainCompletenessWeight { get; init; } = 0.1;

    /// <summary>Gets the weight of <see cref="RewardScore.SupportedShare"/>.</summary>
    /// <value>Default 0.2.</value>
    public double SupportedShareWeight { get; init; } = 0.2;

    /// <summary>Gets the weight of <see cref="RewardScore.Contradiction"/>.</summary>
    /// <value>Default 0.5.</value>
    public double ContradictionWeight { get; init; } = 0.5;

    /// <summary>Gets the weight of <see cref="RewardScore.Repetition"/>.</summary>
    /// <value>Default 0.25.</value>
    public double RepetitionWeight { get; init; } = 0.25;

    /// <summary>Gets the weight of <see cref="RewardScore.Length"/>.</summary>
    /// <value>Default 0.25.</value>
    public double LengthWeight { get; init; } = 0.25;

    /// <summary>Gets what a false claim adds to <see cref="RewardScore.Contradiction"/>.</summary>
    /// <value>Default 0.5: two false claims are the full penalty.</value>
    public double ContradictionStep { get; init; } = 0.5;

    /// <summary>Gets the number of pairs from which on the supported share is a plain share; a text with fewer is measured against this number.</summary>
    /// <value>Default 2.</value>
    public int WantedPairs { get; init; } = 2;

    /// <summary>Gets the number of words from which on a text is too long.</summary>
    /// <value>Default 1,500.</value>
    public int MaxWords { get; init; } = 1_500;

    /// <summary>Gets the maximum number of texts that are scored at the same time.</summary>
    /// <value>Default 0: as many as the machine has processors.</value>
    public int MaxConcurrency { get; init; }

    /// <summary>Checks the numbers.</summary>
    internal void Validate()
    {
        double[] gains = [FormatWeight, AnswerWeight, NodeCoverageWeight, StructuralCorrectnessWeight, ChainCompletenessWeight, SupportedShareWeight];
        double[] penalties = [ContradictionWeight, RepetitionWeight, LengthWeight];
        foreach (double[] weights in (double[][])[gains, penalties])
        {
            if (!weights.All(weight => weight is >= 0 and <= 1) || weights.Sum() > 1 + 1e-9)
            {
                throw new ArgumentException("The weights of gains and those of penalties have to be 0 to 1 each and sum to at most 1.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(ContradictionStep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ContradictionStep, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WantedPairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWords, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxConcurrency);
    }
}
