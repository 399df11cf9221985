namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A step of a text and what the graph says of it. Immutable.</summary>
internal sealed record StepEntry
{
    /// <summary>Gets the step.</summary>
    public required string Text { get; init; }

    /// <summary>Gets what the graph says of it.</summary>
    public required ClaimStatus Status { get; init; }

    /// <summary>Gets the edge that decides; null when none does.</summary>
    public EdgeCitation? Edge { get; init; }

    /// <summary>Gets why, in one sentence; null when the edge says it.</summary>
    public string? Detail { get; init; }
}
