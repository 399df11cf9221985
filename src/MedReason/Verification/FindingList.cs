namespace MedReason.Verification;

/// <summary>Collects the findings of one verifier about one chain. Not safe for concurrent use.</summary>
internal sealed class FindingList(string verifier)
{
    private readonly List<VerificationFinding> _findings = [];

    /// <summary>Whether something makes the verdict unknown where no error rejects.</summary>
    public bool IsUndecided { get; set; }

    /// <summary>Adds an error about the whole chain.</summary>
    public void Add(string code, string message, string? expected = null, string? actual = null) =>
        Add(code, FindingSeverity.Error, null, message, expected, actual);

    /// <summary>Adds a finding.</summary>
    public void Add(string code, FindingSeverity severity, int? step, string message, string? expected = null, string? actual = null) =>
        _findings.Add(new VerificationFinding
        {
            Code = code,
            Severity = severity,
            Step = step,
            Message = message,
            Expected = expected,
            Actual = actual,
            Verifier = verifier,
        });

    /// <summary>The verdict: an error rejects, what is undecided is unknown, else the chain is accepted.</summary>
    public ChainVerdict ToVerdict(GroundingMeasures? measures = null, IReadOnlyList<string>? notChecked = null, ModelUsage? usage = null) => new()
    {
        Status = _findings.Exists(finding => finding.Severity == FindingSeverity.Error) ? VerdictStatus.Rejected
            : IsUndecided ? VerdictStatus.Unknown
            : VerdictStatus.Accepted,
        Findings = FindingOrder.Sort(_findings.Distinct()),
        Measures = measures,
        NotChecked = notChecked ?? [],
        Usage = usage,
    };
}
