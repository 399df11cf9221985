namespace MedReason;

/// <summary>Specifies when a text that others wrote counts as read, and what rejects it. Immutable.</summary>
public sealed class ForeignChainVerifierOptions
{
    /// <summary>Gets the minimum number of claims that the graph can be compared with.</summary>
    /// <remarks>Below it the verdict is <see cref="VerdictStatus.NotCheckable"/>.</remarks>
    /// <value>Default 1.</value>
    public int MinCheckedClaims { get; init; } = 1;

    /// <summary>Gets the minimum share of claims that the graph can be compared with, 0 to 1.</summary>
    /// <remarks>Below it the verdict is <see cref="VerdictStatus.NotCheckable"/>.</remarks>
    /// <value>Default 0.5.</value>
    public double MinCheckedShare { get; init; } = 0.5;
}
