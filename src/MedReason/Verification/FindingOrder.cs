namespace MedReason.Verification;

/// <summary>The order in which verdicts list findings: the whole chain first, then by step; gravest first; then by code and words.</summary>
internal static class FindingOrder
{
    /// <summary>Sorts findings.</summary>
    /// <param name="findings">The findings.</param>
    /// <returns>The sorted list.</returns>
    public static IReadOnlyList<VerificationFinding> Sort(IEnumerable<VerificationFinding> findings)
    {
        VerificationFinding[] all = [.. findings];
        return all.Length < 2 ? all :
        [
            .. all.OrderBy(finding => finding.Step ?? -1)
                .ThenByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Code, StringComparer.Ordinal)
                .ThenBy(finding => finding.Expected, StringComparer.Ordinal)
                .ThenBy(finding => finding.Actual, StringComparer.Ordinal)
                .ThenBy(finding => finding.Verifier, StringComparer.Ordinal),
        ];
    }
}
