namespace MedReason;

/// <summary>Represents a question about the mechanism by which a drug acts against a disease. Immutable.</summary>
public sealed record MechanismQuestion
{
    /// <summary>Gets the drug; <see cref="INodeIndex"/> finds it by its name.</summary>
    public required NodeId Drug { get; init; }

    /// <summary>Gets the disease, another node than the drug.</summary>
    public required NodeId Disease { get; init; }

    /// <summary>Gets the link that is asked about; null for the mechanism as a whole, which needs <see cref="MechanismChange.None"/>.</summary>
    public KgEdge? Link { get; init; }

    /// <summary>Gets what is supposed of the link.</summary>
    public MechanismChange Change { get; init; }
}
