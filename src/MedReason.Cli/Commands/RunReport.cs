using System.Globalization;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary>Describes the progress of a run in words.</summary>
internal static class RunReport
{
    /// <summary>The outcome of a question whose chain was accepted, as rows and runs spell it.</summary>
    public const string Accepted = "accepted";

    private const int ReasonsInLine = 3;

    /// <summary>One line while a run goes on.</summary>
    public static string Line(RunProgress progress)
    {
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} of {progress.Total:N0}") };
        foreach (IGrouping<string, RunTally> outcome in progress.Tally.GroupBy(tally => tally.Outcome))
        {
            string[] reasons =
            [
                .. outcome.Where(tally => tally.Reason is not null)
                    .GroupBy(tally => tally.Reason!, StringComparer.Ordinal)
                    .Select(group => (Reason: group.Key, Count: group.Sum(tally => tally.Count)))
                    .OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Reason, StringComparer.Ordinal)
                    .Take(ReasonsInLine)
                    .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Reason} {reason.Count:N0}")),
            ];
            parts.Add(string.Create(CultureInfo.InvariantCulture,
                $"{outcome.Key} {outcome.Sum(tally => tally.Count):N0}{(reasons.Length == 0 ? string.Empty : $" ({string.Join(", ", reasons)})")}"));
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{progress.RowsPerSecond:0.#}/s"));
        if (progress.Remaining is { } remaining)
        {
            parts.Add(Duration(remaining) + " left");
        }

        if (progress.Spending is { } spending)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{spending.InputTokens + spending.OutputTokens:N0} tokens"));
            if (spending.Cost + spending.PossibleCost > 0)
            {
                parts.Add(Dollars(spending.Cost + spending.PossibleCost));
            }

            parts.Add($"provider {progress.Health}");
        }

        return string.Join(", ", parts);
    }

    /// <summary>What became of the rows and what it cost, a line each.</summary>
    public static IEnumerable<string> Summary(RunProgress progress)
    {
        foreach (RunTally tally in progress.Tally)
        {
            string why = (tally.Stage, tally.Reason) switch
            {
                ({ } stage, { } reason) when tally.Outcome == Accepted => $" with the local decision at {stage} ({reason})",
                (null, null) => string.Empty,
                (_, null) => $" at {tally.Stage}",
                (null, _) => $" ({tally.Reason})",
                _ => $" at {tally.Stage} ({tally.Reason})",
            };
            yield return string.Create(CultureInfo.InvariantCulture,
                $"  {tally.Outcome}{why}{(tally.IsTransient ? ", tried again when the command is run again" : string.Empty)}: {tally.Count}");
        }

        if (progress.Spending is { } spending)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  requests: {spending.Answered} answered, {spending.Failed} failed, {spending.PossiblyBilled} without an answer and possibly billed; "
                    + $"{spending.InputTokens} tokens sent, {spending.OutputTokens} received");
            if (spending.UncertainUsage > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"  usage: {spending.UncertainUsage} replies without their tokens, or with numbers that cannot be true; each counts with its worst case");
            }

            if (spending.Cost + spending.PossibleCost > 0)
            {
                yield return $"  cost: {Dollars(spending.Cost)}, and {Dollars(spending.PossibleCost)} that may have been billed without an answer";
            }
        }
    }

    /// <summary>Why requests failed, a line each for the most frequent reasons.</summary>
    public static IEnumerable<string> Failures(IReadOnlyList<RequestFailureTally> failures)
    {
        foreach (RequestFailureTally failure in failures.Take(ReasonsInLine))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  failed requests: {failure.Summary}: {failure.Count}");
        }

        if (failures.Count > ReasonsInLine)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  failed requests: other reasons: {failures.Skip(ReasonsInLine).Sum(static failure => failure.Count)}");
        }
    }

    /// <summary>What a run will come to.</summary>
    public static string Estimate(RunEstimate estimate, decimal spent, decimal? maxCost)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"{estimate.RemainingTokens:N0} tokens");
        if (spent > 0)
        {
            what += $" and {Dollars(estimate.RemainingCost)}";
        }

        string cap = maxCost is { } most && spent + estimate.RemainingCost > most ? $"; --max-cost of {Dollars(most)} will end the run before" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"estimate from {estimate.Rows:N0} rows: the other {estimate.Remaining:N0} take about {what}{cap}");
    }

    private static string Dollars(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00####}");

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes} min")
        : time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s");
}
