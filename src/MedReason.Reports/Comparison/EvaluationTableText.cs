using System.Globalization;
using System.Text;
using MedReason.Evaluation;
using MedReason.Shared;

namespace MedReason.Reports;

/// <summary>Formats a table of evaluation runs as Markdown and as CSV.</summary>
public static class EvaluationTableText
{
    private const string Nothing = "–";
    private const double Significant = 0.05;

    /// <summary>Formats a table as Markdown: models by benchmarks, the tests, and what a reader has to know.</summary>
    /// <param name="table">The table.</param>
    /// <returns>Markdown; a dash stands for a run that is not there and for a figure that is not defined.</returns>
    public static string ToMarkdown(EvaluationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        text.Append("| model |").AppendJoin("", table.Benchmarks.Select(static name => $" {ComparisonText.Cell(name)} |")).Append("\n|---|");
        text.Insert(text.Length, "---|", table.Benchmarks.Count).Append('\n');
        foreach (string model in table.Models)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {ComparisonText.Cell(model)} |");
            text.AppendJoin("", table.Benchmarks.Select(benchmark => $" {Markdown(table.Find(model, benchmark))} |")).Append('\n');
        }

        text.Append('\n').Append(ComparisonText.Cell(Legend(table))).Append('\n');
        if (table.Cells.Any(static cell => cell.Test is not null))
        {
            text.Append("\n## Tests\n\n| benchmark | model | against | both answered | difference | only model right | only other right | p (McNemar) | ")
                .Append("p (Holm) |\n|---|---|---|---|---|---|---|---|---|\n");
            foreach (TableCell cell in Tested(table))
            {
                TableTest test = cell.Test!;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {ComparisonText.Cell(cell.Benchmark)} | {ComparisonText.Cell(cell.Model)} | {ComparisonText.Cell(test.Reference)} | {test.Count} | "
                    + $"{ComparisonText.Points(test.Difference)} | {test.OnlyModel} | {test.OnlyReference} | {ComparisonText.Probability(test.PValue)} | "
                    + $"{ComparisonText.Probability(test.AdjustedPValue)} |\n");
            }
        }

        if (table.Notes.Count > 0)
        {
            text.Append("\n## Notes\n\n");
            foreach (string note in table.Notes)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {ComparisonText.Cell(note)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Formats a table as CSV (RFC 4180, line feeds): a record for each model and benchmark that has a run, with names in the first.</summary>
    /// <param name="table">The table.</param>
    /// <returns>CSV; shares from 0 to 1, empty where a figure is not defined. The notes are no part of it.</returns>
    public static string ToCsv(EvaluationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder(
            "model,benchmark,run,scorer,asked,counted,right,accuracy,low,high,failed,undecided,best,against,both_answered,only_model,only_against,p,p_holm\n");
        foreach (string model in table.Models)
        {
            foreach (TableCell cell in table.Benchmarks.Select(benchmark => table.Find(model, benchmark)).OfType<TableCell>())
            {
                object?[] fields =
                [
                    cell.Model, cell.Benchmark, cell.Folder, table.Scorer, cell.Asked, cell.Accuracy.Count, cell.Accuracy.Correct, cell.Accuracy.Share,
                    cell.Accuracy.Interval?.Low, cell.Accuracy.Interval?.High, cell.Failed, cell.Undecided, cell.IsBest ? 1 : 0, cell.Test?.Reference,
                    cell.Test?.Count, cell.Test?.OnlyModel, cell.Test?.OnlyReference, cell.Test?.PValue, cell.Test?.AdjustedPValue,
                ];
                text.AppendJoin(',', fields.Select(Field)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Describes how a table is read, in whole sentences.</summary>
    internal static string Legend(EvaluationTable table)
    {
        bool isPublished = table.Scorer.StartsWith("published/", StringComparison.Ordinal);
        string counted = isPublished
            ? "Share of outputs that are not empty which the published scorer finds right, the higher of its first and last match"
            : "Share of all questions asked that are answered right";
        string against = table.Baseline ?? "the best of the benchmark";
        return $"{counted}, with Wilson's interval at 95 % (scorer {table.Scorer}). The best of each benchmark is marked. * differs from {against}: exact "
            + "McNemar over the questions that both answered, Holm over all tests of the table, p below 0.05.";
    }

    /// <summary>Gets the cells with a test, by benchmark.</summary>
    internal static IEnumerable<TableCell> Tested(EvaluationTable table) => table.Benchmarks.SelectMany(benchmark =>
        table.Models.Select(model => table.Find(model, benchmark)).OfType<TableCell>().Where(static cell => cell.Test is not null));

    /// <summary>Gets the mark of a cell whose model differs from the reference; empty when it does not.</summary>
    internal static string Mark(TableCell cell) => cell.Test?.AdjustedPValue < Significant ? " *" : string.Empty;

    private static string Markdown(TableCell? cell)
    {
        if (cell is null)
        {
            return Nothing;
        }

        string share = ComparisonText.Percent(cell.Accuracy.Share);
        string mark = Mark(cell).Replace("*", "\\*", StringComparison.Ordinal);
        return $"{(cell.IsBest ? $"**{share}**" : share)} ({ComparisonText.Range(cell.Accuracy.Interval)}){mark}";
    }

    private static string Field(object? value)
    {
        string text = value switch
        {
            null => string.Empty,
            double number => Math.Round(number, 9).ToString("R", CultureInfo.InvariantCulture),
            _ => PlainText.Clean(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty),
        };
        return text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
