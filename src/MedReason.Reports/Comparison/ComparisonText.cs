using System.Globalization;
using System.Text;
using MedReason.Evaluation;
using MedReason.Shared;

namespace MedReason.Reports;

/// <summary>Formats a comparison of evaluation runs as Markdown tables.</summary>
public static class ComparisonText
{
    private const string Nothing = "–";

    /// <summary>Formats a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <returns>Markdown; a dash stands for a figure that is not defined.</returns>
    public static string ToMarkdown(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var text = new StringBuilder();
        foreach (IGrouping<string, RunFigures> benchmark in comparison.Figures.GroupBy(run => run.Benchmark, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {Cell(benchmark.Key)}\n\n");
            text.Append(
                "| run | items | right | 95 % | 95 %, clustered | of answered | abstained | ambiguous | failed | published: first | last | as published "
                + "(not empty) | as published (all) | consistency |\n");
            text.Append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
            foreach (RunFigures run in benchmark)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Cell(run.Name)} | {run.All.Count} | {Percent(run.All.Share)} | {Range(run.All.Interval)} | {Range(run.Clustered)} | "
                    + $"{Percent(run.Answered.Share)} | {Percent(run.Abstained.Share)} | {Percent(run.Ambiguous.Share)} | {run.Failed} | "
                    + $"{Percent(run.PublishedFirst.Share)} | {Percent(run.PublishedLast.Share)} | {Percent(run.Published.Share)} | "
                    + $"{Percent(run.PublishedOfAll.Share)} | {Percent(run.Consistency)} |\n");
            }

            if (benchmark.Any(run => run.Contaminated is not null))
            {
                text.Append("\n| run | clean | right | 95 % | contaminated | right | 95 % |\n|---|---|---|---|---|---|---|\n");
                foreach (RunFigures run in benchmark)
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"| {Cell(run.Name)} | {run.Clean?.Count} | {Percent(run.Clean?.Share)} | {Range(run.Clean?.Interval)} | "
                        + $"{run.Contaminated?.Count} | {Percent(run.Contaminated?.Share)} | {Range(run.Contaminated?.Interval)} |\n");
                }
            }

            WriteSubjects(text, [.. benchmark]);
            text.Append('\n');
        }

        text.Append(
            "## Differences\n\n| benchmark | items | run | against | n | difference | 95 % | only run right | only other right | p (McNemar) | p (Holm) | "
            + "could have seen |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (PairFigures pair in comparison.Pairs)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Cell(pair.Benchmark)} | {pair.Items} | {Cell(pair.Name)} | {Cell(pair.Reference)} | {pair.Count} | {Points(pair.Difference)} | "
                + $"{PointRange(pair.Interval)} | {pair.OnlyRun} | {pair.OnlyReference} | {Probability(pair.PValue)} | {Probability(pair.AdjustedPValue)} "
                + $"| {Points(pair.Detectable)} |\n");
        }

        return text.ToString();
    }

    internal static string Percent(double? share) => share is double value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : Nothing;

    internal static string Range(Interval? interval) =>
        interval is { } both ? string.Create(CultureInfo.InvariantCulture, $"{100 * both.Low:0.0} to {100 * both.High:0.0}") : Nothing;

    internal static string Points(double? difference) =>
        difference is double value ? (100 * value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) : Nothing;

    internal static string PointRange(Interval? interval) => interval is { } both ? $"{Points(both.Low)} to {Points(both.High)}" : Nothing;

    internal static string Probability(double? p) =>
        p is not double value ? Nothing : value < 0.0001 ? "< 0.0001" : value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static void WriteSubjects(StringBuilder text, RunFigures[] runs)
    {
        string[] subjects =
            [.. runs.SelectMany(run => run.Subjects).Select(subject => subject.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (subjects.Length == 0)
        {
            return;
        }

        text.Append("\n| subject | items |").AppendJoin('|', runs.Select(run => $" {Cell(run.Name)} ")).Append("|\n|---|---|").Insert(
            text.Length, "---|", runs.Length).Append('\n');
        foreach (string subject in subjects)
        {
            ShareFigure?[] shares = [.. runs.Select(run => run.Subjects.FirstOrDefault(one => one.Name == subject))];
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(subject)} | {shares.Max(share => share?.Count ?? 0)} |");
            text.AppendJoin('|', shares.Select(share => $" {Percent(share?.Share)} ({Range(share?.Interval)}) ")).Append("|\n");
        }
    }

    /// <summary>Any text as one cell: no bar ends it, no line, and no mark is read as HTML.</summary>
    internal static string Cell(string text) =>
        PlainText.Clean(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);
}
