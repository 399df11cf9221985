namespace MedReason;

/// <summary>The strength of the connection of two nodes, compared with nodes of their types and degrees. Immutable.</summary>
public sealed record PairScore
{
    /// <summary>Gets the degree-weighted count of walks of one to three affirmed hops; 0 when there is no walk.</summary>
    public required double WalkWeight { get; init; }

    /// <summary>
    /// Gets the natural logarithm of the weight over what chance would give: the first node's weight towards all nodes of the second's type, times the second's
    /// towards all of the first's, over the whole between the two types. The mean weight is added to both. Rounded to 1e-9; 0 is what chance gives.
    /// </summary>
    public required double Lift { get; init; }

    /// <summary>
    /// Gets the share of matched pairs with at least the same lift, including this pair: the probability of such a strong link between nodes of these types
    /// and degrees. Not corrected for the number of pairs tried; see <see cref="PairSignificance.Correct"/>.
    /// </summary>
    public required double PValue { get; init; }
}
