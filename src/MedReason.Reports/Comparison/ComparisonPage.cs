using System.Globalization;
using MedReason.Evaluation;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Renders a comparison of evaluation runs as a self-contained HTML page with the intervals drawn.</summary>
public static class ComparisonPage
{
    private const string Title = "Evaluation runs compared";

    /// <summary>Renders a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <returns>An HTML page as UTF-8, which depends on the comparison alone.</returns>
    public static byte[] Render(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return HtmlPage.Render(Title, null, null, html => Write(html, comparison));
    }

    private static void Write(HtmlWriter html, RunComparison comparison)
    {
        using (html.Open("main", Of("class", "page")))
        {
            html.Element("h1", Title);
            html.Element("p", "Every interval is one of 95 %. Abstentions, ambiguous answers and calls that failed count as not right.", Of("class", "muted"));
            foreach (IGrouping<string, RunFigures> benchmark in comparison.Figures.GroupBy(run => run.Benchmark, StringComparer.Ordinal))
            {
                using (html.Open("section"))
                {
                    html.Element("h2", benchmark.Key);
                    Accuracy([.. benchmark]).Write(html);
                    Published([.. benchmark]).Write(html);
                    foreach (RunFigures run in benchmark.Where(run => run.Contaminated is not null))
                    {
                        Groups($"{run.Name}: clean and contaminated items", "items", [run.Clean!, run.Contaminated!]).Write(html);
                    }

                    foreach (RunFigures run in benchmark.Where(run => run.Subjects.Count > 0))
                    {
                        Groups($"{run.Name}: by subject", "subject", run.Subjects).Write(html);
                    }
                }
            }

            using (html.Open("section"))
            {
                html.Element("h2", "Differences on the same items");
                Differences(comparison.Pairs).Write(html);
            }
        }
    }

    private static Chart Accuracy(RunFigures[] runs) => new()
    {
        Caption = "Share of questions answered right",
        RowHeader = "run",
        Columns = ["right", "items", "abstained", "ambiguous", "failed"],
        Scale = ChartScale.Share,
        Mark = ChartMark.Dot,
        Note = runs.Any(run => run.Clustered is not null)
            ? "Where items share a vignette the interval is the clustered one; else it is Wilson's."
            : "Intervals are Wilson's.",
        Rows =
        [
            .. runs.Select(run => new ChartRow
            {
                Label = run.Name,
                Value = run.All.Share,
                Low = (run.Clustered ?? run.All.Interval)?.Low,
                High = (run.Clustered ?? run.All.Interval)?.High,
                Cells =
                [
                    new ChartCell(ComparisonText.Percent(run.All.Share), ComparisonText.Range(run.Clustered ?? run.All.Interval)),
                    Number(run.All.Count),
                    ComparisonText.Percent(run.Abstained.Share),
                    ComparisonText.Percent(run.Ambiguous.Share),
                    Number(run.Failed),
                ],
            }),
        ],
    };

    private static Chart Published(RunFigures[] runs) => new()
    {
        Caption = "The same outputs by the published scorer: the higher of first and last match",
        RowHeader = "run",
        Columns = ["not empty", "of all", "first", "last"],
        Scale = ChartScale.Share,
        Mark = ChartMark.Dot,
        Note = "The published scorer guesses where it finds no answer and drops empty outputs; it is listed to compare published figures with ours.",
        Rows =
        [
            .. runs.Select(run => new ChartRow
            {
                Label = run.Name,
                Value = run.Published.Share,
                Low = run.Published.Interval?.Low,
                High = run.Published.Interval?.High,
                Cells =
                [
                    new ChartCell(ComparisonText.Percent(run.Published.Share), ComparisonText.Range(run.Published.Interval)),
                    ComparisonText.Percent(run.PublishedOfAll.Share),
                    ComparisonText.Percent(run.PublishedFirst.Share),
                    ComparisonText.Percent(run.PublishedLast.Share),
                ],
            }),
        ],
    };

    private static Chart Groups(string caption, string header, IReadOnlyList<ShareFigure> groups) => new()
    {
        Caption = caption,
        RowHeader = header,
        Columns = ["right", "items"],
        Scale = ChartScale.Share,
        Mark = ChartMark.Dot,
        Rows =
        [
            .. groups.Select(group => new ChartRow
            {
                Label = group.Name,
                Value = group.Share,
                Low = group.Interval?.Low,
                High = group.Interval?.High,
                Cells = [new ChartCell(ComparisonText.Percent(group.Share), ComparisonText.Range(group.Interval)), Number(group.Count)],
            }),
        ],
    };

    private static Chart Differences(IReadOnlyList<PairFigures> pairs)
    {
        double widest = pairs.SelectMany(pair => new[] { pair.Difference, pair.Interval?.Low, pair.Interval?.High }).Select(
            value => Math.Abs(value ?? 0)).Append(0.05).Max();
        double end = Math.Ceiling(widest * 20) / 20;
        return new Chart
        {
            Caption = "What each run gains over the first of its benchmark, in points",
            RowHeader = "run, benchmark",
            Columns = ["difference", "p", "p (Holm)", "could have seen", "items"],
            Scale = new ChartScale { Minimum = -end, Maximum = end, Reference = 0, Format = value => ComparisonText.Points(value) },
            Mark = ChartMark.Dot,
            Note = "Intervals by paired bootstrap over vignettes, p by exact McNemar, corrected over benchmarks by Holm. Could have seen: the least "
                + "difference found with 80 % power at this number of items and this share of items that differ.",
            Rows =
            [
                .. pairs.Select(pair => new ChartRow
                {
                    Label = $"{pair.Name} against {pair.Reference}, {pair.Benchmark}, {pair.Items}",
                    Value = pair.Difference,
                    Low = pair.Interval?.Low,
                    High = pair.Interval?.High,
                    Cells =
                    [
                        new ChartCell(ComparisonText.Points(pair.Difference), ComparisonText.PointRange(pair.Interval)),
                        ComparisonText.Probability(pair.PValue),
                        ComparisonText.Probability(pair.AdjustedPValue),
                        ComparisonText.Points(pair.Detectable),
                        Number(pair.Count),
                    ],
                }),
            ],
        };
    }

    private static ChartCell Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
