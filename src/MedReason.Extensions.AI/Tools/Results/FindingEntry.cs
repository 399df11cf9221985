namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>One thing that was found. Immutable.</summary>
internal sealed record FindingEntry
{
    /// <summary>Gets the code.</summary>
    public required string Code { get; init; }

    /// <summary>Gets how much it weighs.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Gets what was found, in one sentence.</summary>
    public required string Message { get; init; }

    public static IReadOnlyList<FindingEntry> Of(ChainVerdict verdict) =>
        [.. verdict.Findings.Select(finding => new FindingEntry { Code = finding.Code, Severity = finding.Severity, Message = finding.Message })];
}
