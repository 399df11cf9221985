namespace MedReason;

/// <summary>What a chain does to the answer of a model that reads it: with the chain, without it, and with a chain towards another option. Immutable.</summary>
/// <remarks>Its calls are not among those of the result's usage: a sample of questions is probed to see whether chains add anything.</remarks>
public sealed record ChainEffect
{
    /// <summary>The label that the chain concludes.</summary>
    public required string Answer { get; init; }

    /// <summary>The label that is reached from the chain's steps; null where none is.</summary>
    public string? WithChain { get; init; }

    /// <summary>The label that is reached from question and options alone; null where none is.</summary>
    public string? WithoutChain { get; init; }

    /// <summary>The label that the other chain argues for; null when there was nothing to argue with.</summary>
    public string? OtherAnswer { get; init; }

    /// <summary>The label that is reached from the other chain's steps; null where none is.</summary>
    public string? WithOtherChain { get; init; }

    /// <summary>What the probe cost, apart from everything else.</summary>
    public ModelUsage? Usage { get; init; }
}
