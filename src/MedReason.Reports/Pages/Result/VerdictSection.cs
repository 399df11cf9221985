using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ResultText;

namespace MedReason.Reports;

/// <summary>Writes the verdict: its status, the measures, and the findings that belong to no step.</summary>
internal static class VerdictSection
{
    public static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("section", Of("class", "verdict"), Of("aria-labelledby", "verdict")))
        {
            html.Element("h2", "Verdict", Of("id", "verdict"));
            using (html.Open("p"))
            {
                html.Element("strong", view.Result.Verdict?.Status switch
                {
                    VerdictStatus.Accepted when view.Result.Verdict.NotChecked.Count > 0 => "What was checked holds; not everything was checked.",
                    VerdictStatus.Accepted => "Every check passed.",
                    VerdictStatus.Rejected => "At least one check failed.",
                    VerdictStatus.Unknown => "It could not be decided, which is no pass.",
                    VerdictStatus.NotCheckable => "Too little could be read to decide, which is no pass.",
                    _ => "Nothing was checked.",
                });
                if (view.Result.Reason is not null)
                {
                    html.Text($" {view.Result.Detail} ");
                    html.Element("code", view.Result.Reason);
                }
            }

            if (view.Result.Verdict?.Measures is { } measures)
            {
                WriteMeasures(html, measures);
            }

            VerificationFinding[] overall =
                [.. view.Findings.Where(finding => finding.Step is not int step || step < 0 || step >= (view.Result.Chain?.Steps.Count ?? 0))];
            int inSteps = view.Findings.Count - overall.Length;
            FindingList.Write(html, overall);
            if (inSteps > 0)
            {
                html.Element("p", $"{Count(inSteps, "finding is", "findings are")} listed at the steps above.", Of("class", "muted"));
            }

            if (view.Result.Verdict is { NotChecked.Count: > 0 } verdict)
            {
                html.Element("p", "Not checked: " + string.Join(", ", verdict.NotChecked) + ". That nothing is said of these must not be read as safe.");
            }
        }

        html.Line();
    }

    private static void WriteMeasures(HtmlWriter html, GroundingMeasures measures)
    {
        using (html.Open("ul", Of("class", "figures")))
        {
            Figure(measures.ClaimPrecision, $"of {Count(measures.ClaimCount, "claim is", "claims are")} in the graph");
            Figure(measures.GroundedStepShare, $"of {Count(measures.StepCount, "step is", "steps are")} grounded");
            Figure(measures.NodeCoverage, "node coverage");
            Figure(measures.StructuralCorrectness, "structural correctness");
            Figure(measures.ChainCompleteness, "chain completeness");
        }

        if (measures.IsSelfReferenced)
        {
            html.Element(
                "p", "Coverage, correctness and completeness are measured against the cited paths themselves (self-referenced).", Of("class", "small muted"));
        }

        void Figure(double? value, string words)
        {
            using (html.Open("li"))
            {
                html.Element("strong", value is double share ? Share(share) : "–");
                html.Element("span", words);
            }
        }
    }
}
