namespace MedReason;

/// <summary>Represents a step of a text and what the graph says of the claims that it makes. Immutable.</summary>
public sealed record StepLabel
{
    /// <summary>Gets the step: a sentence, or a line of arrows.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// Gets what the graph says of the step: contradicted when it excludes one of its claims; else not in the graph when it lacks one that the words state
    /// without another reading; else supported when it states one; else not checkable.
    /// </summary>
    public required ClaimStatus Status { get; init; }

    /// <summary>Gets the claim that decides; null when the step makes none that could be compared.</summary>
    public TextClaim? Claim { get; init; }
}
