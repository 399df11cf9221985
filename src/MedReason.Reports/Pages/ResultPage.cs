using System.Globalization;
using MedReason.Shared;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Renders a result as a self-contained HTML page: question, reasoning, evidence, options compared, verdict and provenance.</summary>
public static class ResultPage
{
    private const int TitleLength = 70;

    /// <summary>Renders a result.</summary>
    /// <param name="result">The result, whatever its outcome.</param>
    /// <param name="metadata">The metadata of the graph that was reasoned over, which describes its relations.</param>
    /// <returns>An HTML page as UTF-8, which depends on the arguments alone.</returns>
    public static byte[] Render(ReasoningResult result, KnowledgeGraphMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(metadata);
        var view = new ResultView(result, metadata);
        return HtmlPage.Render(Title(result.Question), PageAsset.ResultStyle, PageAsset.ResultScript, html => Write(html, view));
    }

    private static string Title(MedicalQuestion question)
    {
        string text = PlainText.Clean(question.Text);
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        return "MedReason: " + (starts.Length <= TitleLength ? text : text[..starts[TitleLength]].TrimEnd() + "…");
    }

    private static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("div", Of("class", "page result")))
        {
            HeaderSection.Write(html, view);
            using (html.Open("main"))
            {
                QuestionSection.Write(html, view);
                if (view.Result.Chain is not null || view.Paths.Count > 0)
                {
                    using (html.Open("div", Of("class", "argument")))
                    {
                        EvidenceSection.Write(html, view);
                        using (html.Open("div", Of("class", "columns")))
                        {
                            ReasoningSection.Write(html, view);
                            PathsSection.Write(html, view);
                        }
                    }
                }

                ContrastSection.Write(html, view);
                VerdictSection.Write(html, view);
                AuditSection.Write(html, view);
            }

            html.Element("div", null, Of("id", "lit"), Of("class", "hidden"), Of("role", "status"));
            html.Element(
                "footer",
                "Software for research and for auditing data sets: no medical device, no advice. A grounded chain says what a graph says; graphs are "
                    + "incomplete and sometimes wrong, "
                + "and the absence of a path is no evidence of absence.");
        }
    }
}
