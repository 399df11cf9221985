using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What was checked of a chain, and what came out. Immutable.</summary>
public sealed record ChainVerdict
{
    /// <summary>The decision. Unknown is never a pass.</summary>
    public required VerdictStatus Status { get; init; }

    /// <summary>What was found, by step (the whole chain first), then severity (gravest first), then code.</summary>
    public IReadOnlyList<VerificationFinding> Findings { get; init; } = [];

    /// <summary>How well the chain is grounded; null where no verifier measured it.</summary>
    public GroundingMeasures? Measures { get; init; }

    /// <summary>What was not checked and must not be read as safe, such as <c>dose</c> or <c>pregnancy</c>.</summary>
    public IReadOnlyList<string> NotChecked { get; init; } = [];

    /// <summary>What it cost; null where no model was called.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Whether the chain may be used.</summary>
    [JsonIgnore]
    public bool IsAccepted => Status == VerdictStatus.Accepted;
}
