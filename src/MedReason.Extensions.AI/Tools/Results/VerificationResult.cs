namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>What the graph says of a text. Immutable.</summary>
internal sealed record VerificationResult
{
    /// <summary>Gets the decision.</summary>
    public required VerdictStatus Verdict { get; init; }

    /// <summary>Gets the number of claims by what the graph says of them.</summary>
    public required ClaimTally Claims { get; init; }

    /// <summary>Gets the share of claims that the graph supports; null when none could be compared.</summary>
    public double? ClaimPrecision { get; init; }

    /// <summary>Gets the share of claims that could be compared; null when the text makes no claim.</summary>
    public double? ReadShare { get; init; }

    /// <summary>Gets the label of the option that the text concludes; null when it concludes none.</summary>
    public string? Concluded { get; init; }

    /// <summary>Gets the steps in their order.</summary>
    public required IReadOnlyList<StepEntry> Steps { get; init; }

    /// <summary>Gets what was found.</summary>
    public required IReadOnlyList<FindingEntry> Findings { get; init; }

    /// <summary>Gets which graph answered.</summary>
    public required GraphIdentity Graph { get; init; }
}
