namespace MedReason;

/// <summary>How <see cref="PairSignificance"/> weighs walks and draws its null. Immutable.</summary>
public sealed record PairSignificanceOptions
{
    /// <summary>The damping exponent of degrees. Default 0.4.</summary>
    public double Damping { get; init; } = 0.4;

    /// <summary>How many nodes of the same type and of neighbouring degree stand on either side of the null. Default 40, so 1,600 pairs.</summary>
    public int MatchedNodes { get; init; } = 40;

    /// <summary>Seeds the order of nodes of equal degree.</summary>
    public long Seed { get; init; }

    /// <summary>What the lifts at one, two, three and four hops weigh; a length of weight 0 is not counted.</summary>
    internal IReadOnlyList<double> LengthWeights { get; init; } = [0.2, 0.16, 0.48, 0.16];

    /// <summary>What share of the mean weight is added before lifts are taken: a pair without a walk is not infinitely less linked than one with a very light walk.</summary>
    internal double Floor { get; init; } = 0.05;

    internal void Validate(string parameter)
    {
        if (!double.IsFinite(Damping) || Damping < 0 || MatchedNodes < 2)
        {
            throw new ArgumentException("The damping is finite and not negative, and at least two nodes are matched.", parameter);
        }
    }
}
