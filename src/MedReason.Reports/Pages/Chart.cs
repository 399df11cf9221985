using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>
/// A table whose last column draws what the others say: bars, dots and histograms with intervals, readable by eye and by screen reader alike. Immutable.
/// </summary>
internal sealed record Chart
{
    // The drawing is stretched to the width of its column, so its units are shares of that width.
    private const double Width = 1000;
    private const double Height = 20;

    /// <summary>What the figure says, above it.</summary>
    public required string Caption { get; init; }

    /// <summary>What the rows are.</summary>
    public required string RowHeader { get; init; }

    /// <summary>What the numbers are.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows, in the order shown.</summary>
    public required IReadOnlyList<ChartRow> Rows { get; init; }

    /// <summary>What the marks are drawn against.</summary>
    public required ChartScale Scale { get; init; }

    /// <summary>How the values are drawn.</summary>
    public ChartMark Mark { get; init; }

    /// <summary>What a reader must know to read it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Writes the figure.</summary>
    public void Write(HtmlWriter html)
    {
        using (html.Open("figure", Of("class", "chart")))
        {
            using (html.Open("table"))
            {
                html.Element("caption", Caption);
                WriteHead(html);
                using (html.Open("tbody"))
                {
                    foreach (ChartRow row in Rows)
                    {
                        WriteRow(html, row);
                    }
                }
            }

            if (Note is not null)
            {
                html.Element("figcaption", Note);
            }
        }

        html.Line();
    }

    private void WriteHead(HtmlWriter html)
    {
        using (html.Open("thead"))
        using (html.Open("tr"))
        {
            html.Element("th", RowHeader, Of("scope", "col"));
            foreach (string column in Columns)
            {
                html.Element("th", column, Of("scope", "col"), Of("class", "number"));
            }

            using (html.Open("td", Of("class", "mark"), Of("aria-hidden", "true")))
            using (html.Open("div", Of("class", "axis")))
            {
                html.Element("span", Scale.Format(Scale.Minimum));
                html.Element("span", Scale.Format((Scale.Minimum + Scale.Maximum) / 2));
                html.Element("span", Scale.Format(Scale.Maximum));
            }
        }
    }

    private void WriteRow(HtmlWriter html, ChartRow row)
    {
        using (html.Open("tr"))
        {
            html.Element("th", row.Label, Of("scope", "row"));
            foreach (ChartCell cell in row.Cells)
            {
                using (html.Open("td", Of("class", "number")))
                {
                    html.Text(cell.Text);
                    if (cell.Detail is not null)
                    {
                        html.Text(" ");
                        html.Element("span", cell.Detail, Of("class", "detail"));
                    }
                }
            }

            using (html.Open("td", Of("class", "mark"), Of("aria-hidden", "true")))
            using (html.Open("svg", Of("viewBox", "0 0 1000 20"), Of("preserveAspectRatio", "none"), Of("focusable", "false")))
            {
                WriteMark(html, row);
            }
        }

        html.Line();
    }

    private void WriteMark(HtmlWriter html, ChartRow row)
    {
        foreach (double line in (ReadOnlySpan<double>)[0, 0.5, 1])
        {
            Line(html, "grid", line * Width, 0, line * Width, Height);
        }

        if (Scale.Reference is double reference)
        {
            Line(html, "reference", Scale.Place(reference) * Width, 0, Scale.Place(reference) * Width, Height);
        }

        if (row.Value is not double value)
        {
            return;
        }

        double at = Scale.Place(value) * Width;
        if (Mark == ChartMark.Bar)
        {
            double zero = Scale.Place(Scale.Reference ?? Scale.Minimum) * Width;
            html.Element(
                "rect", null, Of("class", "bar"), Of("x", Math.Min(zero, at)), Of("y", 4), Of("width", Math.Abs(at - zero)), Of("height", Height - 8));
        }

        if (row.Low is double low && row.High is double high)
        {
            (double from, double to) = (Scale.Place(low) * Width, Scale.Place(high) * Width);
            Line(html, "whisker", from, Height / 2, to, Height / 2);
            Line(html, "whisker", from, 6, from, Height - 6);
            Line(html, "whisker", to, 6, to, Height - 6);
        }

        if (Mark == ChartMark.Dot)
        {
            // A line without length and with round ends stays a round dot however the drawing is stretched.
            Line(html, "dot", at, Height / 2, at, Height / 2);
        }
    }

    private static void Line(HtmlWriter html, string kind, double x1, double y1, double x2, double y2) =>
        html.Element("line", null, Of("class", kind), Of("x1", x1), Of("y1", y1), Of("x2", x2), Of("y2", y2));
}
