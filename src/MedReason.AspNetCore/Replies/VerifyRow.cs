using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason.AspNetCore.Replies;

/// <summary>What the graph supports of a text. Immutable.</summary>
internal sealed record VerifyRow
{
    /// <summary>Gets the identity that the client gave; null when it gave none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JsonElement? Id { get; init; }

    /// <summary>Gets the decision.</summary>
    public required VerdictStatus Verdict { get; init; }

    /// <summary>Gets the number of claims by what the graph says of them.</summary>
    public required ClaimCounts Claims { get; init; }

    /// <summary>Gets the share of claims that the graph supports; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? ClaimPrecision { get; init; }

    /// <summary>Gets the share of claims that could be compared; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? ReadShare { get; init; }

    /// <summary>Gets the label of the option that the text concludes; null when it concludes none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Concluded { get; init; }

    /// <summary>Gets what was found.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>Gets each step with the claim that decides about it.</summary>
    public required IReadOnlyList<StepLabel> Steps { get; init; }

    /// <summary>Creates the row of a text.</summary>
    public static VerifyRow Of(JsonElement? id, AuditedChain read) => new()
    {
        Id = id,
        Verdict = read.Verdict.Status,
        Claims = ClaimCounts.Of(read.Chain),
        ClaimPrecision = read.Verdict.Measures?.ClaimPrecision,
        ReadShare = read.Verdict.Measures?.ReadClaimShare,
        Concluded = read.Chain.Chain.AnswerLabel,
        Findings = read.Verdict.Findings,
        Steps = read.Chain.Steps,
    };
}
