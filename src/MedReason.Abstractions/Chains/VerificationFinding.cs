namespace MedReason;

/// <summary>One thing that a verifier found. Immutable.</summary>
public sealed record VerificationFinding
{
    /// <summary>A stable code in lower case with underscores, such as <c>claim_not_in_graph</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How much it weighs.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>The index of the step it concerns; null for the whole chain.</summary>
    public int? Step { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Message { get; init; }

    /// <summary>What was expected; null where nothing was compared.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found; null where nothing was compared.</summary>
    public string? Actual { get; init; }

    /// <summary>The verifier that found it, such as <c>grounding</c>.</summary>
    public required string Verifier { get; init; }
}
