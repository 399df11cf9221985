using System.Globalization;
using MedReason.Evaluation;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Parts that report pages share.</summary>
internal static class ReportParts
{
    /// <summary>Writes what surrounds a report: its heading, and below it how to read it.</summary>
    /// <param name="html">The page.</param>
    /// <param name="heading">The heading.</param>
    /// <param name="intervals">Which intervals the report has, in whole sentences.</param>
    /// <param name="writeMain">Writes the report itself.</param>
    public static void WriteFrame(HtmlWriter html, string heading, string intervals, Action writeMain)
    {
        using (html.Open("div", Of("class", "page")))
        {
            using (html.Open("header"))
            {
                html.Element("p", "MedReason", Of("class", "eyebrow"));
                html.Element("h1", heading);
            }

            using (html.Open("main"))
            {
                writeMain();
            }

            html.Element("footer", intervals + " Software for research and for auditing data sets: no medical device, no advice.");
        }
    }

    /// <summary>Opens a place that scrolls sideways where its content is wider, by keyboard as well.</summary>
    public static HtmlScope OpenScroll(HtmlWriter html, string label) =>
        html.Open("div", Of("class", "scroll"), Of("role", "region"), Of("aria-label", label), Of("tabindex", "0"));

    /// <summary>Opens a section under a heading.</summary>
    public static HtmlScope OpenSection(HtmlWriter html, string id, string heading)
    {
        HtmlScope section = html.Open("section", Of("aria-labelledby", id));
        html.Element("h2", heading, Of("id", id));
        return section;
    }

    /// <summary>Writes a figure of the list at the top.</summary>
    public static void WriteFigure(HtmlWriter html, string figure, string words)
    {
        using (html.Open("li"))
        {
            html.Element("strong", figure);
            html.Element("span", words);
        }
    }

    /// <summary>Makes a row whose last cell is a share with Wilson's interval.</summary>
    public static ChartRow ShareRow(string label, long count, long total, IReadOnlyList<ChartCell> before) =>
        ShareRow(label, count, total, before, WilsonInterval.Of(count, total));

    /// <summary>Makes a row whose last cell is a share with an interval.</summary>
    public static ChartRow ShareRow(string label, long count, long total, IReadOnlyList<ChartCell> before, Interval? interval)
    {
        double? share = total == 0 ? null : (double)count / total;
        return new ChartRow
        {
            Label = label,
            Cells = [.. before, share is double known ? new ChartCell(ChartScale.Percent(known), Range(interval)) : new ChartCell("–")],
            Value = share,
            Low = interval?.Low,
            High = interval?.High,
        };
    }

    /// <summary>Writes the ends of an interval as percentages; null when there is none.</summary>
    public static string? Range(Interval? interval) => interval is { } both
        ? string.Create(CultureInfo.InvariantCulture, $"{both.Low * 100:0.0} to {both.High * 100:0.0}")
        : null;

    /// <summary>Writes a count.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
