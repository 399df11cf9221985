namespace MedReason;

/// <summary>How much each named part of a path's score weighs where no curated mechanism has taught better. Immutable.</summary>
/// <remarks>
/// The hop weight is that of the degree-weighted path count: each end of a hop divides by its degree in the hop's relation, raised to a damping exponent
/// (Himmelstein and Baranzini 2015, who found 0.4).
/// </remarks>
public sealed record PathWeights
{
    /// <summary>The damping exponent of the degrees at both ends of a hop. Default 0.4.</summary>
    public double Damping { get; init; } = 0.4;

    /// <summary>What each hop costs. Default 1.</summary>
    public double Length { get; init; } = 1.0;

    /// <summary>What each change of direction between two hops costs. Default 0.25.</summary>
    public double Turn { get; init; } = 0.25;

    /// <summary>What the natural logarithm of an inner node's degree costs, over all relations. Default 0.2.</summary>
    public double Hub { get; init; } = 0.2;

    /// <summary>The weights used where none are given.</summary>
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
