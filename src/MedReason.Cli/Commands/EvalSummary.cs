using System.Globalization;
using MedReason.Evaluation;

namespace MedReason.Cli;

/// <summary>Describes the result of one evaluation run in a line.</summary>
internal static class EvalSummary
{
    /// <summary>The share right with its interval, by the run's scorer.</summary>
    public static string LineOf(EvaluatedRun run)
    {
        TableCell cell = EvaluationTable.Of([run]).Cells[0];
        ShareFigure accuracy = cell.Accuracy;
        string share = accuracy.Interval is { } interval
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * accuracy.Share:F1} % [{100 * interval.Low:F1}, {100 * interval.High:F1}] ({accuracy.Correct} of {accuracy.Count})")
            : "no questions";
        string left = accuracy.Count < cell.Asked
            ? string.Create(CultureInfo.InvariantCulture, $", {cell.Asked - accuracy.Count} of {cell.Asked} without output left out")
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"accuracy by {run.Scorer}: {share}{left}; replies without one option: {cell.Undecided}; failed calls: {cell.Failed}");
    }
}
