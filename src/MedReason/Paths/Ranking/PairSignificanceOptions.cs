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

    /// <summary>What walks of one, two and three hops weigh. Other values than 1 are for comparison.</summary>
    internal IReadOnlyList<double> LengthWeights { get; init; } = [1, 1, 1];

    /// <summary>
    /// How many times the mean weight of the two types is added before a lift is taken: a pair without a walk is not infinitely less joined than one with a
    /// very light walk.
    /// </summary>
    internal double Floor { get; init; } = 1;

    internal void Validate(string parameter)
    {
        if (!double.IsFinite(Damping) || Damping < 0 || MatchedNodes < 2)
        {
            throw new ArgumentException("The damping is finite and not negative, and at least two nodes are matched.", parameter);
        }
    }
}
