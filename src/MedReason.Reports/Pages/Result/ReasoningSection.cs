using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ResultText;

namespace MedReason.Reports;

/// <summary>Writes the steps with their citations, checks and claims, and the conclusion.</summary>
internal static class ReasoningSection
{
    public static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("section", Of("class", "reasoning"), Of("aria-labelledby", "reasoning")))
        {
            html.Element("h2", "Reasoning", Of("id", "reasoning"));
            if (view.Result.Chain is not { } chain)
            {
                html.Element("p", "No chain was written from this evidence.");
                return;
            }

            using (html.Open("ol", Of("class", "steps")))
            {
                for (int i = 0; i < chain.Steps.Count; i++)
                {
                    WriteStep(html, view, chain.Steps[i], i);
                }
            }

            string conclusion = ChainSections.FindConclusion(chain.Text) ?? chain.Answer ?? "The chain reaches no answer.";
            using (html.Open("div", Of("class", "conclusion")))
            {
                foreach (string paragraph in conclusion.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    html.Element("p", paragraph);
                }
            }
        }

        html.Line();
    }

    private static void WriteStep(HtmlWriter html, ResultView view, ChainStep step, int index)
    {
        int[] cited = [.. step.PathIndexes.Where(path => path >= 0 && path < view.Paths.Count).Distinct()];
        string paths = string.Join(' ', cited.Select(Digits));
        using (html.Open(
            "li", Of("class", "step"), Of("id", "step-" + Digits(index + 1)), Of("data-paths", paths), Of("data-light", cited.Length > 0 ? paths : null)))
        {
            if (cited.Length > 0)
            {
                html.Element(
                    "button", Digits(index + 1), Of("type", "button"), Of("data-light", paths), Of("aria-pressed", "false"),
                    Of("aria-label", $"Step {Digits(index + 1)}: light up what it cites"));
            }
            else
            {
                html.Element("span", Digits(index + 1), Of("class", "ordinal"));
            }

            using (html.Open("p"))
            {
                html.Text(step.Text + " ");
                foreach (int path in cited)
                {
                    html.Element(
                        "a", view.Number(path), Of("class", "cite"), Of("href", "#path-" + view.Number(path)), Of("data-light", Digits(path)),
                        Of("aria-label", "Path " + view.Number(path)), Of("title", view.Wording.Arrows(view.Paths[path].Path)));
                }
            }

            WriteChecks(html, view, step, index, cited.Length);
        }

        html.Line();
    }

    private static void WriteChecks(HtmlWriter html, ResultView view, ChainStep step, int index, int cited)
    {
        VerificationFinding[] findings = [.. view.Findings.Where(finding => finding.Step == index)];
        using (html.Open("div", Of("class", "checks")))
        {
            if (findings.Any(finding => finding.Severity == FindingSeverity.Error))
            {
                html.Element("span", "✕ does not hold", Of("class", "bad"));
            }
            else if (step.IsBackground)
            {
                html.Element("span", "background: rests on no path, claims nothing of the graph");
            }
            else if (view.Result.Verdict?.Measures is null)
            {
                html.Element("span", "not checked against the graph", Of("class", "warn"));
            }
            else if (cited == 0 || step.Claims.Count == 0)
            {
                html.Element("span", "rests on no claim that could be checked", Of("class", "warn"));
            }
            else
            {
                html.Element("span", "✓ holds in the graph", Of("class", "good"));
            }

            FindingList.Write(html, findings);
            if (step.Claims.Count > 0)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", Count(step.Claims.Count, "claim", "claims"));
                    using (html.Open("ul"))
                    {
                        foreach (ChainClaim claim in step.Claims)
                        {
                            html.Element("li", Sentence(view, claim));
                        }
                    }
                }
            }
        }
    }

    private static string Sentence(ResultView view, ChainClaim claim)
    {
        string relation = view.Relations.TryGetValue(claim.Relation, out RelationInfo? info) ? info.ForwardPhrase : $"({claim.Relation.Value})";
        string polarity = claim.Polarity == Polarity.Affirmed ? string.Empty : $" [{EvidenceDrawing.ClassOf(claim.Polarity)}]";
        return $"{view.Name(claim.Subject)} {relation} {view.Name(claim.Object)}{polarity}";
    }
}
