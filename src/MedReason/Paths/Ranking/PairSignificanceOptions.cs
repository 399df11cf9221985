namespace MedReason;

/// <summary>How <see cref="PairSignificance"/> weighs walks and draws its null. Immutable.</summary>
public sealed record PairSignificanceOptions
{
    /// <summary>The damping exponent of degrees. Default 0.5.</summary>
    public double Damping { get; init; } = 0.5;

    /// <summary>How many nodes of the same type and of neighbouring degree stand on either side of the null. Default 40, so 1,600 pairs.</summary>
    public int MatchedNodes { get; init; } = 40;

    /// <summary>Seeds the order of nodes of equal degree.</summary>
    public long Seed { get; init; }

    internal void Validate(string parameter)
    {
        if (!double.IsFinite(Damping) || Damping < 0 || MatchedNodes < 2)
        {
            throw new ArgumentException("The damping is finite and not negative, and at least two nodes are matched.", parameter);
        }
    }
}
