using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Writes the drawing of the evidence with its legend.</summary>
internal static class EvidenceSection
{
    // What leaves room for steps below it on a common screen, so that it may stay in view while they are read.
    private const double LowDrawing = 330;

    public static void Write(HtmlWriter html, ResultView view)
    {
        if (view.Paths.Count == 0)
        {
            return;
        }

        EvidenceLayout layout = view.CreateLayout();
        using (html.Open("section", Of("class", layout.Height <= LowDrawing ? "drawing low" : "drawing"), Of("aria-labelledby", "evidence")))
        {
            html.Element("h2", "Evidence", Of("id", "evidence"));
            using (html.Open("figure"))
            {
                EvidenceDrawing.Write(html, layout, view.Tags(), view.Relations);
                EvidenceDrawing.WriteLegend(html, layout);
            }
        }

        html.Line();
    }
}
