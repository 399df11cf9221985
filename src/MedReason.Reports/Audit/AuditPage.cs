using System.Globalization;
using MedReason.Evaluation;
using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ReportParts;

namespace MedReason.Reports;

/// <summary>Renders an audit of a dataset as a self-contained HTML page: how much could be checked, what holds, and rows to read.</summary>
public static class AuditPage
{
    /// <summary>Renders the page.</summary>
    /// <param name="report">What the rows come to.</param>
    /// <param name="name">The name of the dataset.</param>
    /// <param name="graph">The graph that judged.</param>
    /// <param name="examples">Rows to show in full: those of <see cref="AuditReport.Worst"/> and <see cref="AuditReport.Best"/>.</param>
    /// <returns>An HTML page as UTF-8, which depends on the arguments alone.</returns>
    public static byte[] Render(AuditReport report, string name, KnowledgeGraphMetadata graph, IReadOnlyList<AuditExample> examples)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(examples);
        return HtmlPage.Render($"MedReason: audit of {name}", null, null, html => Write(html, report, name, graph, examples));
    }

    private static void Write(HtmlWriter html, AuditReport report, string name, KnowledgeGraphMetadata graph, IReadOnlyList<AuditExample> examples)
    {
        WriteFrame(
            html,
            "Audit of " + name,
            "Shares of rows have Wilson's interval, shares of claims one that knows that the claims of a row are alike; both at 95 %. A claim that is not in "
                + "the graph may be true of the world.",
            () =>
            {
                WriteOverview(html, report, graph);
                if (report.All.Rows > 0)
                {
                    WriteVerdicts(html, report);
                    WriteClaims(html, report);
                    WriteHygiene(html, report);
                    WriteExamples(html, "worst", "Rejected rows with the most false claims", report.Worst, examples);
                    WriteExamples(html, "best", "Accepted rows with the most supported claims", report.Best, examples);
                }
            });
    }

    private static void WriteOverview(HtmlWriter html, AuditReport report, KnowledgeGraphMetadata graph)
    {
        using (OpenSection(html, "overview", "In short"))
        {
            using (html.Open("ul", Of("class", "figures")))
            {
                WriteFigure(html, Number(report.All.Rows), "rows");
                WriteFigure(html, Percent(report.All.Accepted, report.All.Rows), "accepted");
                WriteFigure(html, Percent(report.All.Rejected, report.All.Rows), "rejected");
                WriteFigure(html, Percent(report.All.NotCheckable, report.All.Rows), "not checkable");
                WriteFigure(html, Percent(report.All.Claims.Part, report.All.Claims.Whole), "of compared claims are in the graph");
            }

            using (html.Open("dl", Of("class", "facts")))
            {
                html.Element("dt", "Graph");
                html.Element("dd", $"{graph.Name} {graph.Version}".Trim());
                html.Element("dt", "Its content hash");
                html.Element("dd", graph.ContentHash ?? "–");
            }
        }

        html.Line();
    }

    private static void WriteVerdicts(HtmlWriter html, AuditReport report)
    {
        using (OpenSection(html, "verdicts", "Verdicts"))
        {
            Shares(html, report, "Accepted", "Accepted", counts => (counts.Accepted, counts.Rows));
            Shares(
                html, report, "Rejected: something is false by the graph, or the answer is not the known one", "Rejected",
                counts => (counts.Rejected, counts.Rows));
            Shares(
                html, report, "Not checkable: nothing is false, and the graph supports too little", "Not checkable",
                counts => (counts.NotCheckable, counts.Rows));
            if (report.Findings.Count > 0)
            {
                new Chart
                {
                    Caption = "Findings",
                    RowHeader = "Finding",
                    Columns = ["Rows", "Share"],
                    Scale = ChartScale.Share,
                    Note = "Rows in which a finding occurs at least once; not every finding rejects.",
                    Rows =
                    [
                        .. report.Findings.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                            .Select(entry => ShareRow(entry.Key.Replace('_', ' '), entry.Value, report.All.Rows, [Number(entry.Value)])),
                    ],
                }.Write(html);
            }
        }

        html.Line();
    }

    private static void WriteClaims(HtmlWriter html, AuditReport report)
    {
        using (OpenSection(html, "claims", "Claims"))
        {
            Claims(html, report, "Claim precision: supported, of those that could be compared", counts => counts.Claims);
            Claims(html, report, "Compared, of all claims", counts => counts.Read);
            Claims(html, report, "Hop precision: hops of arrows that the graph has, of those whose ends it has", counts => counts.Hops);
        }

        html.Line();
    }

    private static void WriteHygiene(HtmlWriter html, AuditReport report)
    {
        using (OpenSection(html, "hygiene", "Answers, leaks and overlaps"))
        {
            Shares(html, report, "Concludes another answer than the known one", "Another answer", counts => (counts.OtherAnswers, counts.Compared));
            Shares(html, report, "Speaks of an answer or of instructions that it was given", "Leaks", counts => (counts.Leaks, counts.Rows));
            Shares(html, report, "States its answer before any evidence", "Answer first", counts => (counts.AnswersFirst, counts.Rows));
            using (html.Open("dl", Of("class", "facts")))
            {
                html.Element("dt", "Rows that nearly repeat an earlier one");
                html.Element("dd", report.DuplicateRows is { } rows ? Number(rows) : "not looked for");
                html.Element("dt", "Rows that a benchmark has too");
                html.Element(
                    "dd",
                    report.Benchmarks.Count == 0 ? Number(report.All.Overlapping)
                        : $"{Number(report.All.Overlapping)}: {string.Join(", ", report.Benchmarks.Select(entry => $"{entry.Key} {Number(entry.Value)}"))}");
            }
        }

        html.Line();
    }

    private static void WriteExamples(
        HtmlWriter html, string id, string heading, IReadOnlyList<AuditRow> rows, IReadOnlyList<AuditExample> examples)
    {
        AuditExample[] shown = [.. rows.Select(row => examples.FirstOrDefault(example => example.Row == row)).OfType<AuditExample>()];
        if (shown.Length == 0)
        {
            return;
        }

        using (OpenSection(html, id, heading))
        {
            foreach (AuditExample example in shown)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", string.Create(
                        CultureInfo.InvariantCulture,
                        $"Row {example.Row.Id}: {example.Row.Supported} supported, {example.Row.Contradicted} contradicted, "
                            + $"{example.Row.NotInGraph} not in the graph"));
                    html.Element("p", example.Question);
                    using (html.Open("ol"))
                    {
                        foreach (StepLabel step in example.Steps)
                        {
                            using (html.Open("li"))
                            {
                                html.Text(step.Text);
                                html.Text(" ");
                                html.Element("span", $"[{Words(step.Status)}]", Of("class", "detail"));
                            }
                        }
                    }

                    foreach (string finding in example.Findings)
                    {
                        html.Element("p", finding, Of("class", "detail"));
                    }
                }

                html.Line();
            }
        }

        html.Line();
    }

    private static void Shares(
        HtmlWriter html, AuditReport report, string caption, string column, Func<AuditCounts, (long Part, long Whole)> select) => new Chart
        {
            Caption = caption,
            RowHeader = "Source",
            Columns = ["Rows", column, "Share"],
            Scale = ChartScale.Share,
            Rows =
        [
            .. BySource(report).Select(entry =>
            {
                (long part, long whole) = select(entry.Value);
                return ShareRow(entry.Key, part, whole, [Number(whole), Number(part)]);
            }),
        ],
        }.Write(html);

    private static void Claims(HtmlWriter html, AuditReport report, string caption, Func<AuditCounts, AuditShare> select) => new Chart
    {
        Caption = caption,
        RowHeader = "Source",
        Columns = ["Claims", "Of these", "Share"],
        Scale = ChartScale.Share,
        Mark = ChartMark.Dot,
        Rows =
        [
            .. BySource(report).Select(entry =>
            {
                AuditShare share = select(entry.Value);
                return ShareRow(entry.Key, share.Part, share.Whole, [Number(share.Whole), Number(share.Part)], share.Interval);
            }),
        ],
    }.Write(html);

    private static IEnumerable<KeyValuePair<string, AuditCounts>> BySource(AuditReport report) =>
        report.Sources.Count == 1 ? report.Sources : report.Sources.Append(KeyValuePair.Create("all", report.All));

    private static string Percent(long part, long whole) => whole == 0 ? "–" : ChartScale.Percent((double)part / whole);

    private static string Words(ClaimStatus status) => status switch
    {
        ClaimStatus.Supported => "supported",
        ClaimStatus.Contradicted => "contradicted",
        ClaimStatus.NotInGraph => "not in the graph",
        _ => "not checkable",
    };
}
