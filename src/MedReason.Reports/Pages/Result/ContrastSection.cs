using System.Globalization;
using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ResultText;

namespace MedReason.Reports;

/// <summary>Writes the table that compares the options.</summary>
internal static class ContrastSection
{
    public static void Write(HtmlWriter html, ResultView view)
    {
        IReadOnlyList<OptionEvidence> contrast = (view.Result.Chain?.Evidence is { Contrast.Count: > 0 } used ? used : view.Result.Evidence)?.Contrast ?? [];
        if (contrast.Count == 0)
        {
            return;
        }

        double largest = contrast.Max(option => option.Score);
        using (html.Open("section", Of("class", "contrast"), Of("aria-labelledby", "contrast")))
        {
            html.Element("h2", "How the options compare", Of("id", "contrast"));
            using (ReportParts.OpenScroll(html, "The options in a table"))
            using (html.Open("table"))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    foreach (string heading in (ReadOnlySpan<string>)["Option", "What the graph says", "For", "Against", "Score"])
                    {
                        html.Element("th", heading, Of("scope", "col"), Of("class", heading == "Score" ? "number" : null));
                    }

                    html.Element("td", null, Of("aria-hidden", "true"));
                }

                using (html.Open("tbody"))
                {
                    foreach (OptionEvidence option in contrast)
                    {
                        WriteContrastRow(html, view, option, largest);
                    }
                }
            }

            foreach (OptionEvidence option in contrast.Where(static option => option.Arguments.Count > 0))
            {
                html.Element("p", $"{option.Label}: {string.Join("; ", option.Arguments.Select(DescribeArgument))}.", Of("class", "muted"));
            }

            html.Element("p", Leaning(view), Of("class", "muted"));
        }

        html.Line();
    }

    private static string Leaning(ResultView view)
    {
        EvidenceSet? evidence = view.Result.Evidence;
        string leaning = evidence?.FavoredLabel is { } favored
            ? $"By itself the graph leans to {favored}" + (favored == view.Result.Chain?.AnswerLabel ? ", the option that is reached." : ".")
            : "By itself the graph leans to no option.";
        return evidence?.ContestedBy is { } other ? $"{leaning} It argues more strongly for {other} than for the answer." : leaning;
    }

    private static string DescribeArgument(EvidenceArgument argument)
    {
        string effect = argument.Effect switch
        {
            ArgumentEffect.CountsAgainst => "against, ",
            ArgumentEffect.SupportsWeakly => "weakly, ",
            _ => string.Empty,
        };
        string starts = Count(argument.Starts.Count, "start", "starts");
        return string.Create(CultureInfo.InvariantCulture, $"{effect}{argument.Name} ({starts}, {argument.Bits:0.0} bits)");
    }

    private static void WriteContrastRow(HtmlWriter html, ResultView view, OptionEvidence option, double largest)
    {
        using (html.Open("tr"))
        {
            using (html.Open("th", Of("scope", "row")))
            {
                html.Element("strong", option.Label);
                string combined = option.CombinedLabels.Count == 0 ? string.Empty : $" ({string.Join(", ", option.CombinedLabels)})";
                html.Text($" {view.Question.FindOption(option.Label)?.Text}{combined}");
            }

            html.Element("td", option.Support switch
            {
                OptionSupport.Supported => "supported",
                OptionSupport.Opposed => "spoken against",
                OptionSupport.Mixed => "supported and spoken against",
                OptionSupport.NoEvidence => "no path: absence of evidence",
                _ => "not known to the graph",
            });
            WriteCitations(html, view, option.SupportingPaths);
            WriteCitations(html, view, option.OpposingPaths);
            bool hasScore = option.Support is not (OptionSupport.NotLinked or OptionSupport.NoEvidence);
            html.Element("td", hasScore ? Figure(option.Score) : "–", Of("class", "number"));
            using (html.Open("td", Of("aria-hidden", "true")))
            using (html.Open("svg", Of("viewBox", "0 0 100 10"), Of("preserveAspectRatio", "none")))
            {
                if (hasScore && largest > 0 && option.Score > 0)
                {
                    html.Element("rect", null, Of("class", "bar"), Of("width", 100 * option.Score / largest), Of("height", 10));
                }
            }
        }
    }

    private static void WriteCitations(HtmlWriter html, ResultView view, IReadOnlyList<int> paths)
    {
        using (html.Open("td"))
        {
            foreach (int path in paths.Where(path => path >= 0 && path < view.Paths.Count))
            {
                html.Element(
                    "a", view.Number(path), Of("class", "cite"), Of("href", "#path-" + view.Number(path)), Of("data-light", Digits(path)), Of(
                        "aria-label", "Path " + view.Number(path)));
            }

            if (paths.Count == 0)
            {
                html.Text("–");
            }
        }
    }
}
