using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ResultText;

namespace MedReason.Reports;

/// <summary>Writes the paths in words: those that are cited, then the others.</summary>
internal static class PathsSection
{
    public static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("section", Of("aria-labelledby", "paths")))
        {
            html.Element("h2", "Paths in words", Of("id", "paths"));
            int[] others = [.. Enumerable.Range(0, view.Paths.Count).Except(view.Cited)];
            WriteList(view.Cited);
            if (others.Length > 0 && view.Cited.Count > 0)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", $"{Count(others.Length, "path", "paths")} offered and not cited");
                    WriteList(others);
                }
            }
            else
            {
                WriteList(others);
            }

            if (view.Paths.Count == 0)
            {
                html.Element("p", "The search offered no path.");
            }
        }

        html.Line();

        void WriteList(IReadOnlyList<int> paths)
        {
            if (paths.Count > 0)
            {
                using (html.Open("ul", Of("class", "paths")))
                {
                    foreach (int path in paths)
                    {
                        WritePath(html, view, path);
                    }
                }
            }
        }
    }

    private static void WritePath(HtmlWriter html, ResultView view, int index)
    {
        EvidencePath evidence = view.Paths[index];
        KgPath path = evidence.Path;
        string number = view.Number(index);
        using (html.Open("li", Of("id", "path-" + number), Of("data-paths", Digits(index))))
        {
            html.Element(
                "button", number, Of("type", "button"), Of("data-light", Digits(index)), Of("aria-pressed", "false"), Of(
                    "aria-label", $"Light up path {number}"));
            using (html.Open("div"))
            {
                for (int i = 0; i < path.Nodes.Count; i++)
                {
                    if (i > 0)
                    {
                        KgHop hop = path.Hops[i - 1];
                        Polarity polarity = hop.Has(Polarity.Contraindicated)
                            ? Polarity.Contraindicated
                            : hop.Has(Polarity.Absent)
                            ? Polarity.Absent
                            : Polarity.Affirmed;
                        html.Element("span", $" {view.Wording.Phrase(hop)} → ", Of("class", "hop " + EvidenceDrawing.ClassOf(polarity)));
                    }

                    KgNode node = path.Nodes[i];
                    CurieAddress.Write(
                        html, node.Id.Value, view.Wording.Name(node), "entity type " + NodeTypeLook.ClassOf(node.Type),
                        $"{NodeTypeLook.NameOf(node.Type)}, {node.Id.Value}");
                }
            }

            using (html.Open("div", Of("class", "small")))
            {
                string stance = evidence.Stance == EvidenceStance.Opposes ? "speaks against" : "speaks for";
                html.Text(evidence.OptionLabel is null ? $"{stance} the conclusion" : $"{stance} {evidence.OptionLabel}");
                html.Text($" · score {Figure(evidence.Score)}{(evidence.IsStatedFact ? " · stated outright" : string.Empty)}");
                if (evidence.PValue is double chance)
                {
                    html.Text($" · joined by chance with p = {Figure(chance)}");
                }

                WriteCiting(html, view, index);
            }

            WriteReferences(html, view, path);
        }

        html.Line();
    }

    private static void WriteReferences(HtmlWriter html, ResultView view, KgPath path)
    {
        string[] lines = [.. view.ReferencesOf(path).SelectMany(static edge => edge.Attributes).Select(PathWording.Reference)
            .Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        if (lines.Length == 0)
        {
            return;
        }

        using (html.Open("details", Of("class", "small")))
        {
            html.Element("summary", Count(lines.Length, "reference", "references"));
            using (html.Open("ul"))
            {
                foreach (string line in lines)
                {
                    html.Element("li", line);
                }
            }
        }
    }

    private static void WriteCiting(HtmlWriter html, ResultView view, int path)
    {
        int[] steps = [.. Enumerable.Range(0, view.Result.Chain?.Steps.Count ?? 0).Where(step => view.Result.Chain!.Steps[step].PathIndexes.Contains(path))];
        if (steps.Length == 0)
        {
            html.Text(" · not cited");
            return;
        }

        html.Text(steps.Length == 1 ? " · cited in step " : " · cited in steps ");
        for (int i = 0; i < steps.Length; i++)
        {
            html.Text(i == 0 ? string.Empty : ", ");
            html.Element("a", Digits(steps[i] + 1), Of("href", "#step-" + Digits(steps[i] + 1)), Of("aria-label", "Step " + Digits(steps[i] + 1)));
        }
    }
}
