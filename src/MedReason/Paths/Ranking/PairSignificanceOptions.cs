namespace MedReason;

/// <summary>The options of a <see cref="PairSignificance"/>. Immutable.</summary>
public sealed record PairSignificanceOptions
{
    /// <summary>Gets the damping exponent of degrees.</summary>
    /// <value>The default is 0.4.</value>
    public double Damping { get; init; } = 0.4;

    /// <summary>Gets the number of nodes of the same type and of similar degree on either side of the null.</summary>
    /// <value>The default is 40, which gives 1,600 pairs.</value>
    public int MatchedNodes { get; init; } = 40;

    /// <summary>Gets the seed of the order of nodes of equal degree.</summary>
    public long Seed { get; init; }

    /// <summary>Gets the weights of walks of one, two and three hops. Other values than 1 are for comparison.</summary>
    internal IReadOnlyList<double> LengthWeights { get; init; } = [1, 1, 1];

    /// <summary>
    /// Gets the multiple of the mean weight of the two types that is added before a lift is computed, so that a pair without a walk is not infinitely weaker
    /// than one with a very light walk.
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
