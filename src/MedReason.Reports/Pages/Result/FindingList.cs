using MedReason.Shared;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Writes findings of the verifiers as a list.</summary>
internal static class FindingList
{
    public static void Write(HtmlWriter html, IReadOnlyList<VerificationFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        using (html.Open("ul", Of("class", "findings")))
        {
            foreach (VerificationFinding finding in findings)
            {
                string severity = finding.Severity.ToString().ToLowerInvariant();
                using (html.Open("li", Of("class", severity)))
                {
                    html.Element("strong", PlainText.Capitalize(severity) + ": ");
                    html.Text(finding.Message);
                    if (finding.Expected is not null || finding.Actual is not null)
                    {
                        html.Text(finding.Expected is null
                            ? $" Found: {finding.Actual}."
                            : finding.Actual is null
                            ? $" Expected: {finding.Expected}."
                            : $" Expected: {finding.Expected}; found: {finding.Actual}.");
                    }

                    html.Text(" ");
                    html.Element("code", finding.Code, Of("title", finding.Verifier));
                }
            }
        }
    }
}
