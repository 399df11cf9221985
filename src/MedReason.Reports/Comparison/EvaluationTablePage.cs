using MedReason.Evaluation;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Renders a table of evaluation runs as a self-contained HTML page with the intervals drawn.</summary>
public static class EvaluationTablePage
{
    private const string Title = "Models by benchmarks";

    /// <summary>Renders a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>An HTML page as UTF-8, which depends on the table alone.</returns>
    public static byte[] Render(EvaluationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return HtmlPage.Render(Title, null, null, html => ReportParts.WriteFrame(
            html, Title, EvaluationTableText.Legend(table), () => Write(html, table)));
    }

    private static void Write(HtmlWriter html, EvaluationTable table)
    {
        using (ReportParts.OpenSection(html, "table", "Accuracy"))
        using (html.Open("div", Of("class", "scroll")))
        using (html.Open("table"))
        {
            WriteGrid(html, table);
        }

        if (table.Notes.Count > 0)
        {
            using (ReportParts.OpenSection(html, "notes", "Before you compare"))
            using (html.Open("ul"))
            {
                foreach (string note in table.Notes)
                {
                    html.Element("li", note);
                }
            }
        }

        using (ReportParts.OpenSection(html, "intervals", "Intervals"))
        {
            foreach (string benchmark in table.Benchmarks)
            {
                Accuracy(table, benchmark).Write(html);
            }
        }

        TableCell[] tested = [.. EvaluationTableText.Tested(table)];
        if (tested.Length > 0)
        {
            using (ReportParts.OpenSection(html, "tests", "Tests over the questions that both answered"))
            {
                WriteTests(html, tested);
            }
        }
    }

    private static void WriteGrid(HtmlWriter html, EvaluationTable table)
    {
        using (html.Open("thead"))
        using (html.Open("tr"))
        {
            html.Element("th", "model", Of("scope", "col"));
            foreach (string benchmark in table.Benchmarks)
            {
                html.Element("th", benchmark, Of("scope", "col"), Of("class", "number"));
            }
        }

        using (html.Open("tbody"))
        {
            foreach (string model in table.Models)
            {
                using (html.Open("tr"))
                {
                    html.Element("th", model, Of("scope", "row"));
                    foreach (string benchmark in table.Benchmarks)
                    {
                        WriteCell(html, table.Find(model, benchmark));
                    }
                }
            }
        }
    }

    private static void WriteCell(HtmlWriter html, TableCell? cell)
    {
        using (html.Open("td", Of("class", "number")))
        {
            if (cell is null)
            {
                html.Text("–");
                return;
            }

            string share = ComparisonText.Percent(cell.Accuracy.Share);
            if (cell.IsBest)
            {
                html.Element("strong", share);
            }
            else
            {
                html.Text(share);
            }

            html.Text(EvaluationTableText.Mark(cell));
            html.Element("div", ComparisonText.Range(cell.Accuracy.Interval), Of("class", "muted small"));
        }
    }

    private static Chart Accuracy(EvaluationTable table, string benchmark) => new()
    {
        Caption = benchmark,
        RowHeader = "model",
        Columns = ["counted", "failed", "undecided", "right"],
        Scale = ChartScale.Share,
        Mark = ChartMark.Dot,
        Rows =
        [
            .. table.Models.Select(model => table.Find(model, benchmark)).OfType<TableCell>().Select(static cell => ReportParts.ShareRow(
                cell.Model,
                cell.Accuracy.Correct,
                cell.Accuracy.Count,
                [
                    new ChartCell(ReportParts.Number(cell.Accuracy.Count)), new ChartCell(ReportParts.Number(cell.Failed)),
                    new ChartCell(ReportParts.Number(cell.Undecided)),
                ])),
        ],
    };

    private static void WriteTests(HtmlWriter html, TableCell[] tested)
    {
        using (html.Open("div", Of("class", "scroll")))
        using (html.Open("table"))
        {
            using (html.Open("thead"))
            using (html.Open("tr"))
            {
                foreach (string column in (string[])["benchmark", "model", "against"])
                {
                    html.Element("th", column, Of("scope", "col"));
                }

                foreach (string column in (string[])["both answered", "difference", "only model right", "only other right", "p (McNemar)", "p (Holm)"])
                {
                    html.Element("th", column, Of("scope", "col"), Of("class", "number"));
                }
            }

            using (html.Open("tbody"))
            {
                foreach (TableCell cell in tested)
                {
                    WriteTest(html, cell, cell.Test!);
                }
            }
        }
    }

    private static void WriteTest(HtmlWriter html, TableCell cell, TableTest test)
    {
        using (html.Open("tr"))
        {
            html.Element("td", cell.Benchmark);
            html.Element("th", cell.Model, Of("scope", "row"));
            html.Element("td", test.Reference);
            string[] figures =
            [
                ReportParts.Number(test.Count), ComparisonText.Points(test.Difference), ReportParts.Number(test.OnlyModel),
                ReportParts.Number(test.OnlyReference), ComparisonText.Probability(test.PValue), ComparisonText.Probability(test.AdjustedPValue),
            ];
            foreach (string figure in figures)
            {
                html.Element("td", figure, Of("class", "number"));
            }
        }
    }
}
