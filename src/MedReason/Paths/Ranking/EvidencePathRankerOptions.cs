namespace MedReason;

/// <summary>The options of an <see cref="EvidencePathRanker"/>. Immutable.</summary>
public sealed record EvidencePathRankerOptions
{
    /// <summary>Gets the weights of the parts of a path's score.</summary>
    /// <value>The default is <see cref="PathWeights.Default"/>.</value>
    public PathWeights Weights { get; init; } = PathWeights.Default;

    /// <summary>
    /// Gets the penalty of a path, in units of the score, times the share of its inner nodes that chosen paths already contain, so that not all paths lead
    /// through one hub. It affects the choice and is not part of the score.
    /// </summary>
    /// <value>The default is 2.</value>
    public double SharedNodePenalty { get; init; } = 2.0;

    /// <summary>Gets the penalty of a path with the same sequence of node types and relations as a chosen path.</summary>
    /// <value>The default is 0.5.</value>
    public double SharedSequencePenalty { get; init; } = 0.5;

    /// <summary>
    /// Gets the maximum distance of a path's score from the best one of the same two entities; worse paths are not returned, so that there are fewer paths
    /// when one is clearly best.
    /// </summary>
    /// <value>The default is 4: about a fiftieth of the best one's weight.</value>
    public double MaxGap { get; init; } = 4.0;

    /// <summary>
    /// Gets the penalty of an affirmed path when the question seeks what is absent or to be avoided: it explains the link and does not state what is sought.
    /// </summary>
    /// <value>The default is 3.</value>
    public double UnsoughtPenalty { get; init; } = 3.0;

    /// <summary>Gets the minimum lead of the favored option's support over the next one's, as a share of it.</summary>
    /// <value>The default is 0.01.</value>
    public double MinLead { get; init; } = 0.01;

    /// <summary>
    /// Gets the options of the test of each pair against chance, which sets <see cref="EvidencePath.PValue"/>; null for no test. It needs a graph in memory
    /// and takes tens of milliseconds for each new combination of types and degrees.
    /// </summary>
    /// <value>The default is null.</value>
    public PairSignificanceOptions? Significance { get; init; }

    /// <summary>
    /// Gets the maximum p-value, corrected for the number of pairs tried, of pairs whose paths are evidence, so that "no meaningful path" is an outcome. It
    /// applies if <see cref="Significance"/> is set; stated facts are kept.
    /// </summary>
    /// <value>The default is 1: all paths are kept.</value>
    public double MaxPValue { get; init; } = 1;

    internal void Validate(string parameter)
    {
        ArgumentNullException.ThrowIfNull(Weights, parameter);
        Weights.Validate(parameter);
        Significance?.Validate(parameter);
        if (double.IsNaN(MaxPValue) || MaxPValue is < 0 or > 1)
        {
            throw new ArgumentException("The maximum p-value is between 0 and 1.", parameter);
        }

        if (!IsPenalty(SharedNodePenalty) || !IsPenalty(SharedSequencePenalty) || !IsPenalty(MaxGap) || !IsPenalty(UnsoughtPenalty) || !IsPenalty(MinLead))
        {
            throw new ArgumentException("Penalties, gap and lead are finite and not negative.", parameter);
        }
    }

    private static bool IsPenalty(double value) => double.IsFinite(value) && value >= 0;
}
