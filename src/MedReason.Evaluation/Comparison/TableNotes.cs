using System.Globalization;

namespace MedReason.Evaluation;

/// <summary>Finds what stands in the way of reading a table across its rows.</summary>
internal static class TableNotes
{
    private const string NotGiven = "not given";

    // What the system under test is, and what decides which questions are asked: these are compared question by question.
    private static readonly string[] Uncompared =
    [
        "model", "provider", "endpoint", "replies_from", "structured_output", "questions", "limit", "exclude_ids", "contaminated_ids", "answer_base", "format",
        "split",
    ];

    /// <summary>What a reader has to know about one benchmark.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<ScoredRun> runs, string? missingBaseline)
    {
        string benchmark = runs[0].Run.Benchmark;
        foreach (string note in Questions(runs).Concat(Settings(runs)))
        {
            yield return $"{benchmark}: {note}";
        }

        foreach (ScoredRun run in runs)
        {
            if (run.Failed > 0)
            {
                string counted = run.Run.IsPublished ? "they are left out" : "they count as not right, and are in no test";
                yield return Format($"{benchmark}: {run.Failed} of {run.Asked} calls of {run.Run.Name} failed; {counted}");
            }

            int empty = run.Asked - run.Accuracy.Count - run.Failed;
            if (empty > 0)
            {
                yield return Format($"{benchmark}: {empty} outputs of {run.Run.Name} are empty; the published evaluation leaves them out");
            }

            int contaminated = run.Run.Counted.Count(static row => row.IsContaminated);
            if (contaminated > 0)
            {
                yield return Format($"{benchmark}: {contaminated} of {run.Asked} questions of {run.Run.Name} are marked as contaminated; see eval compare");
            }
        }

        if (missingBaseline is not null)
        {
            yield return $"{benchmark}: no run of the baseline {missingBaseline}, so nothing is tested";
        }
    }

    /// <summary>What a reader has to know about the whole table.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<EvaluatedRun> runs)
    {
        string[] benchmarks = [.. runs.Select(static run => run.Benchmark).Distinct(StringComparer.Ordinal)];
        foreach (IGrouping<string, EvaluatedRun> row in runs.GroupBy(static run => run.Name, StringComparer.Ordinal))
        {
            string[] missing = [.. benchmarks.Except(row.Select(static run => run.Benchmark), StringComparer.Ordinal)];
            if (missing.Length > 0)
            {
                yield return $"{row.Key}: no run on {string.Join(", ", missing)}";
            }

            string[] models = [.. row.Select(static run => run.Model).Distinct(StringComparer.Ordinal)];
            if (models.Length > 1)
            {
                yield return $"{row.Key}: the row holds several models: {string.Join(", ", models)}";
            }
        }
    }

    private static IEnumerable<string> Questions(IReadOnlyList<ScoredRun> runs)
    {
        HashSet<(string Id, string Hash)>[] asked = [.. runs.Select(static run => run.Run.Counted.Select(static row => (row.Id, row.ContentHash)).ToHashSet())];
        if (asked.All(asked[0].SetEquals))
        {
            yield break;
        }

        int common = asked.Skip(1).Aggregate(asked[0].ToHashSet(), static (both, other) =>
        {
            both.IntersectWith(other);
            return both;
        }).Count;
        string counts = string.Join(", ", runs.Select(static run => Format($"{run.Run.Name} {run.Asked}")));
        yield return Format($"the runs asked different questions ({counts}); {common} are common to all, and each test is over those that both answered");
    }

    private static IEnumerable<string> Settings(IReadOnlyList<ScoredRun> runs)
    {
        IEnumerable<string> names = runs.SelectMany(static run => run.Run.Configuration.Values.Keys).Distinct(StringComparer.Ordinal)
            .Where(static name => Array.IndexOf(Uncompared, name) < 0).Order(StringComparer.Ordinal);
        foreach (string name in names)
        {
            IGrouping<string, string>[] values =
            [
                .. runs.GroupBy(run => run.Run.Configuration.Values.GetValueOrDefault(name, NotGiven), static run => run.Run.Name, StringComparer.Ordinal),
            ];
            if (values.Length > 1)
            {
                yield return $"the runs differ in {name}: {string.Join("; ", values.Select(static value => $"{value.Key} ({string.Join(", ", value)})"))}";
            }
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
