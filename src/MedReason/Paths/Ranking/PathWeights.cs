namespace MedReason;

/// <summary>The weights of the named parts of a path's score, used without learned priors. Immutable.</summary>
/// <remarks>
/// The hop weight is that of the degree-weighted path count: each end of a hop divides by its degree in the hop's relation, raised to a damping exponent
/// (Himmelstein and Baranzini 2015, who found 0.4).
/// </remarks>
public sealed record PathWeights
{
    /// <summary>Gets the damping exponent of the degrees at both ends of a hop.</summary>
    /// <value>The default is 0.4.</value>
    public double Damping { get; init; } = 0.4;

    /// <summary>Gets the cost of each hop.</summary>
    /// <value>The default is 1.</value>
    public double Length { get; init; } = 1.0;

    /// <summary>Gets the cost of each change of direction between two hops.</summary>
    /// <value>The default is 0.25.</value>
    public double Turn { get; init; } = 0.25;

    /// <summary>Gets the cost of the natural logarithm of an inner node's degree, over all relations.</summary>
    /// <value>The default is 0.2.</value>
    public double Hub { get; init; } = 0.2;

    /// <summary>Gets the default weights.</summary>
    public static PathWeights Default { get; } = new();

    internal void Validate(string parameter)
    {
        if (!IsWeight(Damping) || !IsWeight(Length) || !IsWeight(Turn) || !IsWeight(Hub))
        {
            throw new ArgumentException("The weights of a path's parts are finite and not negative.", parameter);
        }
    }

    private static bool IsWeight(double value) => double.IsFinite(value) && value >= 0;
}
