using System.Globalization;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Runs;
using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ReportParts;

namespace MedReason.Reports;

/// <summary>Renders the report of a run as a self-contained HTML page: acceptance, reasons, chains, grounding and cost.</summary>
public static class RunReportPage
{
    private const int MostRelations = 25;

    /// <summary>Reads the results file of a run and renders its report.</summary>
    /// <param name="runFolder">The folder of the run, whose name is the title.</param>
    /// <param name="state">The state of the run, which <see cref="RunReader.PrepareResultsAsync"/> returns; null when only its rows are known.</param>
    /// <param name="onRow">Called after each row with the number of rows read; null for no callback.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>An HTML page as UTF-8, which depends on the folder's content and the state alone.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, or a line is not a row that <see cref="ReasoningRow"/> writes.</exception>
    public static async Task<byte[]> RenderAsync(
        string runFolder, RunState? state = null, Action<long>? onRow = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        var report = new RowSummary();
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(ResultsFile.GetPath(runFolder), cancellationToken).ConfigureAwait(false))
        {
            report.Add(line);
            onRow?.Invoke(report.All.Total);
        }

        return Render(report, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(runFolder))), state);
    }

    internal static byte[] Render(RowSummary report, string name, RunState? state = null) =>
        HtmlPage.Render($"MedReason: run {name}", null, null, html => Write(html, report, name, state));

    private static void Write(HtmlWriter html, RowSummary report, string name, RunState? state)
    {
        WriteFrame(
            html,
            "Run " + name,
            "Intervals are Wilson's, at 95 %, as if rows were drawn independently.",
            () =>
            {
                WriteOverview(html, report, state);
                if (report.All.Total > 0)
                {
                    WriteAcceptance(html, report);
                    WriteReasons(html, report);
                    WriteChains(html, report);
                    WriteGrounding(html, report);
                    WriteEffect(html, report);
                }

                if (report.All.Total > 0 || state is not null)
                {
                    WriteCost(html, report, state?.Spending);
                }
            });
    }

    private static void WriteOverview(HtmlWriter html, RowSummary report, RunState? state)
    {
        using (OpenSection(html, "overview", "In short"))
        {
            if (state is not null && state.Results < state.Rows)
            {
                html.Element("p", $"Not finished: {Number(state.Results)} of {Number(state.Rows)} questions have a result. Everything below is of these.");
            }

            using (html.Open("ul", Of("class", "figures")))
            {
                Figure(Number(report.All.Total), "questions");
                Figure(Number(report.All.Accepted), "accepted chains");
                Figure(report.All.Total == 0 ? "–" : ChartScale.Percent((double)report.All.Accepted / report.All.Total), "accepted"
                    + (Range(WilsonInterval.Of(report.All.Accepted, report.All.Total)) is string interval ? $" ({interval})" : string.Empty));
                Figure(Number(report.Calls), "model calls");
                Figure(Number(report.InputTokens + report.OutputTokens), "tokens");
            }

            using (html.Open("dl", Of("class", "facts")))
            {
                html.Element("dt", report.Graphs.Count == 1 ? "Graph" : "Graphs");
                html.Element("dd", report.Graphs.Count == 0 ? "–" : string.Join("; ", report.Graphs));
                html.Element("dt", "Models");
                html.Element("dd", report.Models.Count == 0 ? "none: written from the graph's own words" : string.Join(", ", report.Models));
            }
        }

        html.Line();

        void Figure(string figure, string words) => WriteFigure(html, figure, words);
    }

    private static void WriteAcceptance(HtmlWriter html, RowSummary report)
    {
        using (OpenSection(html, "acceptance", "Acceptance"))
        {
            Shares("By source", "Source", report.Sources, null);
            if (report.Grades.Count > 0)
            {
                (Counts("Accepted, by source and grade of the evidence", "Source and grade", report.Grades, report.All.Accepted, "Share of them") with
                {
                    Note = "Supporting: the graph argues for the answer. Discriminating: more than for every other option, by a margin. Associated: paths "
                        + "join question and answer. Not graded: arguments were not sought.",
                }).Write(html);
            }

            Shares(
                "By mode and what the writer saw", "Mode", report.Modes,
                "Where the writer does not see the answer, easy questions pass more often: the rows that pass hidden and shown are not alike.");
            if (report.Sources.Count > 1 && report.Modes.Count > 1)
            {
                Shares("By source, mode and what the writer saw", "Source and mode", report.SourceModes, null);
            }
        }

        html.Line();

        void Shares(string caption, string header, SortedDictionary<string, RowCount> counts, string? note) => new Chart
        {
            Caption = caption,
            RowHeader = header,
            Columns = ["Questions", "Accepted", "Share"],
            Scale = ChartScale.Share,
            Note = note,
            Rows =
            [
                .. counts.Select(
                    entry => ShareRow(entry.Key, entry.Value.Accepted, entry.Value.Total, [Number(entry.Value.Total), Number(entry.Value.Accepted)])),
            ],
        }.Write(html);
    }

    private static void WriteReasons(HtmlWriter html, RowSummary report)
    {
        long refused = report.All.Total - report.All.Accepted;
        using (OpenSection(html, "reasons", "What was not accepted, and why"))
        {
            if (refused == 0)
            {
                html.Element("p", "Every question was accepted.");
            }
            else
            {
                Counts("By the stage that ended it", "Stage", report.Stages, refused, "Share of them").Write(html);
                Counts("By outcome and reason", "Reason", report.Reasons, refused, "Share of them").Write(html);
            }

            if (report.Findings.Count > 0)
            {
                (Counts("Findings of the verifiers", "Finding", report.Findings, report.All.Total,
                    "Share of all") with
                { Note = "Questions in which a finding occurs at least once, accepted or not." }).Write(html);
            }
        }

        html.Line();
    }

    private static void WriteChains(HtmlWriter html, RowSummary report)
    {
        if (report.StepCounts.Count == 0)
        {
            return;
        }

        using (OpenSection(html, "chains", "What accepted chains are made of"))
        {
            Histogram("Steps in a chain", "Steps", "Chains", report.StepCounts).Write(html);
            if (report.PathLengths.Count > 0)
            {
                Histogram("Length of cited paths", "Hops", "Paths", report.PathLengths).Write(html);
            }

            if (report.Relations.Count > 0)
            {
                (Counts("Relations that cited paths walk", "Relation", report.Relations, report.CitedHops, "Share of hops", MostRelations) with
                {
                    Note = "A hop counts for each relation that it holds"
                        + (report.Relations.Count > MostRelations ? $"; the {MostRelations} most used of {report.Relations.Count} relations." : "."),
                }).Write(html);
            }
        }

        html.Line();
    }

    private static void WriteGrounding(HtmlWriter html, RowSummary report)
    {
        if (report.Measures.Count == 0)
        {
            return;
        }

        using (OpenSection(html, "grounding", "Grounding"))
        {
            new Chart
            {
                Caption = "Chains in which a measure is full",
                RowHeader = "Measure",
                Columns = ["Chains", "Mean", "Full"],
                Scale = ChartScale.Share,
                Mark = ChartMark.Dot,
                Note = "Over all chains that were verified, accepted or not. Coverage, correctness and completeness are against the cited paths unless a "
                    + "reference was given.",
                Rows =
                [
                    .. report.Measures.Select(entry => ShareRow(
                        entry.Key.Replace('_', ' '), entry.Value.Whole, entry.Value.Count,
                            [Number(entry.Value.Count), entry.Value.Mean.ToString("0.000", CultureInfo.InvariantCulture)])),
                ],
            }.Write(html);
        }

        html.Line();
    }

    private static void WriteEffect(HtmlWriter html, RowSummary report)
    {
        if (report.Effects is not { } effects)
        {
            return;
        }

        long probed = effects.Both + effects.OnlyWith + effects.OnlyWithout + effects.Neither;
        using (OpenSection(html, "effect", "What chains add"))
        {
            new Chart
            {
                Caption = "Whether a reader gives the chain's answer with the chain, and without it",
                RowHeader = "With the chain",
                Columns = ["Given without it", "Not given without it", "Share of probed"],
                Scale = ChartScale.Share,
                Note = "Over the chains of a drawn share of questions, accepted or not. Given with the chain alone is what chains add; given both ways, "
                    + "the reader did not need the chain.",
                Rows =
                [
                    ShareRow("Answer given", effects.Both + effects.OnlyWith, probed, [Number(effects.Both), Number(effects.OnlyWith)]),
                    ShareRow("Answer not given", effects.OnlyWithout + effects.Neither, probed, [Number(effects.OnlyWithout), Number(effects.Neither)]),
                ],
            }.Write(html);
            new Chart
            {
                Caption = "Whether a reader follows a chain towards another option",
                RowHeader = "Chain",
                Columns = ["Read", "Followed", "Share"],
                Scale = ChartScale.Share,
                Note = "The more the reader follows such chains, the less the table above says about whether a chain is right.",
                Rows = [ShareRow("Towards another option", effects.Followed, effects.Misled, [Number(effects.Misled), Number(effects.Followed)])],
            }.Write(html);
            html.Element(
                "p",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Asked in {report.EffectUsage?.Calls ?? 0:N0} calls with {report.EffectUsage?.InputTokens ?? 0:N0} tokens sent and "
                        + $"{report.EffectUsage?.OutputTokens ?? 0:N0} received, which no other figure here counts."));
        }

        html.Line();
    }

    private static void WriteCost(HtmlWriter html, RowSummary report, RunSpending? spending)
    {
        using (OpenSection(html, "cost", "Cost"))
        {
            if (report.Calls == 0 && spending is null or { Answered: 0, Failed: 0, PossiblyBilled: 0 })
            {
                html.Element("p", "No model was called.");
                return;
            }

            using (html.Open("dl", Of("class", "facts")))
            {
                if (spending is not null)
                {
                    WriteSpending(spending);
                }

                Fact("Model calls", Number(report.Calls));
                Fact("Tokens sent", Number(report.InputTokens));
                Fact("Tokens received", Number(report.OutputTokens));
                Fact("Calls for each question", Ratio(report.Calls, report.All.Total));
                Fact("Calls for each accepted chain", Ratio(report.Calls, report.All.Accepted));
                Fact("Tokens for each accepted chain", Ratio(report.InputTokens + report.OutputTokens, report.All.Accepted));
            }

            if (report.CallCounts.Count > 0)
            {
                Histogram("Calls for a question", "Calls", "Questions", report.CallCounts).Write(html);
            }
        }

        html.Line();

        void WriteSpending(RunSpending spending)
        {
            Fact("Requests answered", Number(spending.Answered));
            Fact("Requests that failed", Number(spending.Failed));
            Fact("Requests without an answer, possibly billed", Number(spending.PossiblyBilled));
            if (spending.Cost + spending.PossibleCost == 0)
            {
                Fact("Dollars", "not known: the run was given no prices");
                return;
            }

            Fact("Dollars", Dollars(spending.Cost));
            Fact("Dollars possibly billed without an answer, at the most", Dollars(spending.PossibleCost));
            Fact("Dollars for each accepted chain", report.All.Accepted == 0 ? "–" : Dollars((spending.Cost + spending.PossibleCost) / report.All.Accepted));
        }

        void Fact(string name, string value)
        {
            html.Element("dt", name);
            html.Element("dd", value);
        }
    }

    private static Chart Counts(
        string caption, string header, SortedDictionary<string, long> counts, long total, string share, int most = int.MaxValue) => new()
        {
            Caption = caption,
            RowHeader = header,
            Columns = ["Count", share],
            Scale = ChartScale.Share,
            Rows =
        [
            .. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(most)
                .Select(entry => ShareRow(entry.Key, entry.Value, total, [Number(entry.Value)])),
        ],
        };

    private static Chart Histogram(string caption, string header, string what, SortedDictionary<int, long> counts) => new()
    {
        Caption = caption,
        RowHeader = header,
        Columns = [what],
        Scale = ChartScale.UpTo(counts.Values.Max()),
        Rows = [.. counts.Select(
            entry => new ChartRow { Label = entry.Key.ToString(CultureInfo.InvariantCulture), Cells = [Number(entry.Value)], Value = entry.Value })],
    };

    private static string Ratio(long amount, long by) => by == 0 ? "–" : ((double)amount / by).ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Dollars(decimal amount) => amount.ToString("#,0.00####", CultureInfo.InvariantCulture);
}
