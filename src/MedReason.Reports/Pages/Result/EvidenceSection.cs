using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Writes the drawing of the evidence with its legend.</summary>
internal static class EvidenceSection
{
    // A drawing of at most this height leaves room for the steps below it on a common screen, so it stays in view while they are read.
    private const double LowDrawing = 330;

    public static void Write(HtmlWriter html, ResultView view)
    {
        if (view.Paths.Count == 0)
        {
            return;
        }

        var drawing = new EvidenceDrawing(html, view, isImage: false);
        using (html.Open("section", Of("class", drawing.Height <= LowDrawing ? "drawing low" : "drawing"), Of("aria-labelledby", "evidence")))
        {
            html.Element("h2", "Evidence", Of("id", "evidence"));
            using (html.Open("figure"))
            {
                drawing.WriteFigure();
                drawing.WriteLegend();
            }
        }

        html.Line();
    }
}
