namespace MedReason;

/// <summary>How <see cref="EvidencePathRanker"/> weighs and chooses. Immutable.</summary>
public sealed record EvidencePathRankerOptions
{
    /// <summary>What the parts of a path's score weigh. Default <see cref="PathWeights.Default"/>.</summary>
    public PathWeights Weights { get; init; } = PathWeights.Default;

    /// <summary>
    /// What a second path loses, in units of the score, for each share of its inner nodes that chosen paths already hold: no three paths through one hub.
    /// It steers the choice and is no part of the score. Default 2.
    /// </summary>
    public double SharedNodePenalty { get; init; } = 2.0;

    /// <summary>What a path loses for following a sequence of node types and relations that a chosen path follows already. Default 0.5.</summary>
    public double SharedSequencePenalty { get; init; } = 0.5;

    /// <summary>
    /// A path whose score lies further than this below the best one of the same two entities is not told, so that fewer paths come where one is clearly
    /// best. Default 4: about a fiftieth of the best one's weight.
    /// </summary>
    public double MaxGap { get; init; } = 4.0;

    /// <summary>
    /// What an affirmed path loses where the question seeks what is absent or to be avoided: it explains the link and does not state what is sought.
    /// Default 3.
    /// </summary>
    public double UnsoughtPenalty { get; init; } = 3.0;

    /// <summary>How far the favoured option's support must lead the next one's, as a share of it, to decide. Default 0.01.</summary>
    public double MinLead { get; init; } = 0.01;

    /// <summary>
    /// How each pair is tested against chance, which fills <see cref="EvidencePath.PValue"/>; null for no test. It needs a graph in memory and takes tens of
    /// milliseconds for each new combination of types and degrees. Default null.
    /// </summary>
    public PairSignificanceOptions? Significance { get; init; }

    /// <summary>
    /// Paths of pairs whose p-value, corrected for the number of pairs tried, is greater are no evidence, so that "no meaningful path" is an outcome. Heeded
    /// where <see cref="Significance"/> is set; stated facts are kept. Default 1: none is left out.
    /// </summary>
    public double MaxPValue { get; init; } = 1;

    internal void Validate(string parameter)
    {
        ArgumentNullException.ThrowIfNull(Weights, parameter);
        Weights.Validate(parameter);
        Significance?.Validate(parameter);
        if (double.IsNaN(MaxPValue) || MaxPValue is < 0 or > 1)
        {
            throw new ArgumentException("The greatest p-value lies between 0 and 1.", parameter);
        }

        if (!IsPenalty(SharedNodePenalty) || !IsPenalty(SharedSequencePenalty) || !IsPenalty(MaxGap) || !IsPenalty(UnsoughtPenalty) || !IsPenalty(MinLead))
        {
            throw new ArgumentException("Penalties, gap and lead are finite and not negative.", parameter);
        }
    }

    private static bool IsPenalty(double value) => double.IsFinite(value) && value >= 0;
}
