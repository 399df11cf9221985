using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ResultText;

namespace MedReason.Reports;

/// <summary>Writes the head of the page of a result: the answer, the outcome and a summary.</summary>
internal static class HeaderSection
{
    public static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("header"))
        {
            using (html.Open("div"))
            {
                html.Element("p", "MedReason", Of("class", "eyebrow"));
                html.Element("h1", Heading(view));
            }

            (string look, string word) = view.Result.Outcome switch
            {
                ReasoningOutcome.Accepted => ("badge good", "✓ Accepted"),
                ReasoningOutcome.Rejected => ("badge warn", "✕ Rejected"),
                _ => ("badge bad", "✕ Failed"),
            };
            using (html.Open("div", Of("class", "badges")))
            {
                html.Element("span", word, Of("class", look));
                if (view.Result.Evidence?.Grade is { } grade)
                {
                    bool isSupport = grade is EvidenceGrade.Supporting or EvidenceGrade.Discriminating;
                    html.Element("span", $"evidence: {Words(grade.ToString())}", Of("class", isSupport ? "badge good" : "badge warn"));
                }
            }

            html.Element("p", Summary(view), Of("class", "lede"));
        }

        html.Line();
    }

    private static string Heading(ResultView view)
    {
        string? answer = view.Result.Chain is { } chain ? chain.Answer ?? view.Question.FindOption(chain.AnswerLabel)?.Text : null;
        string? label = view.Result.Chain?.AnswerLabel;
        return answer is null
            ? view.Result.Chain is null ? "No chain was written" : "No answer was reached"
            : $"Why {(label is null ? string.Empty : label + ". ")}{answer.TrimEnd('.', ' ')}";
    }

    private static string Summary(ResultView view)
    {
        if (view.Result.Chain is not { } chain)
        {
            string stage = view.Result.FailedStage is { } failed ? $" It ended at stage {failed}." : string.Empty;
            return (view.Result.Detail ?? "The question was not answered.") + stage;
        }

        int cited = chain.Steps.SelectMany(step => step.PathIndexes).Distinct().Count();
        int background = chain.Steps.Count(step => step.IsBackground);
        string backed = background == 0 ? string.Empty : $", {Count(background, "of them background", "of them background")}";
        string claims = view.Result.Verdict?.Measures is { ClaimPrecision: double precision, ClaimCount: int count }
            ? $" {Share(precision)} of {Count(count, "claim", "claims")} {(count == 1 ? "is" : "are")} in the graph with direction and polarity."
            : string.Empty;
        string reason = view.Result.Outcome == ReasoningOutcome.Accepted || view.Result.Detail is null ? string.Empty : " " + view.Result.Detail;
        return $"{Count(chain.Steps.Count, "step", "steps")}{backed}; {Count(cited, "path", "paths")} cited.{Grade(view.Result.Evidence)}{claims}{reason}";
    }

    private static string Grade(EvidenceSet? evidence) => evidence is { Grade: { } grade, Intent: { } intent }
        ? $" Evidence: {Words(grade.ToString())}, asked for: {Words(intent.Intent.ToString())}"
            + $"{(evidence.ContestedBy is { } other ? $", contested by option {other}" : string.Empty)}."
        : string.Empty;
}
