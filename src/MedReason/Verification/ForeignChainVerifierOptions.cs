namespace MedReason;

/// <summary>Specifies how much of a text that others wrote the graph has to support before the text can be accepted. Immutable.</summary>
/// <remarks>Below either minimum a text in which nothing is false is <see cref="VerdictStatus.NotCheckable"/>.</remarks>
public sealed class ForeignChainVerifierOptions
{
    /// <summary>Gets the minimum number of claims that the graph supports.</summary>
    /// <value>Default 1.</value>
    public int MinSupportedClaims { get; init; } = 1;

    /// <summary>Gets the minimum share of all claims that the graph supports, 0 to 1.</summary>
    /// <value>Default 0.25.</value>
    public double MinSupportedShare { get; init; } = 0.25;
}
