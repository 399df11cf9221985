namespace MedReason;

/// <summary>How strongly two nodes are joined, beside nodes of their types and degrees. Immutable.</summary>
public sealed record PairScore
{
    /// <summary>The degree-weighted count of walks of one to three affirmed hops, 0 where there is none.</summary>
    public required double WalkWeight { get; init; }

    /// <summary>
    /// The natural logarithm of the weight over what chance would give: the first node's weight towards all nodes of the second's type, times the second's
    /// towards all of the first's, over the whole between the two types. The mean weight is added to both. Rounded to 1e-9; 0 is what chance gives.
    /// </summary>
    public required double Lift { get; init; }

    /// <summary>
    /// The share of matched pairs that are lifted at least as much, this pair among them: how likely so strong a link is between nodes of these types and
    /// degrees. Not corrected for the number of pairs tried; see <see cref="PairSignificance.Correct"/>.
    /// </summary>
    public required double PValue { get; init; }
}
