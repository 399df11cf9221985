namespace MedReason.Evaluation;

/// <summary>The difference between a run and the first run of its benchmark on the same items. Immutable.</summary>
public sealed record PairFigures
{
    /// <summary>Gets the name of the question bank.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Gets the kind of items: all, clean or contaminated.</summary>
    public required string Items { get; init; }

    /// <summary>Gets the name of the reference, the first run of the benchmark.</summary>
    public required string Reference { get; init; }

    /// <summary>Gets the name of the run.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the number of items that both runs asked.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the number of items that only the reference has right.</summary>
    public required int OnlyReference { get; init; }

    /// <summary>Gets the number of items that only the run has right.</summary>
    public required int OnlyRun { get; init; }

    /// <summary>Gets the share right of the run less that of the reference; null without items.</summary>
    public double? Difference => Count == 0 ? null : (double)(OnlyRun - OnlyReference) / Count;

    /// <summary>Gets the interval of the difference by a paired bootstrap over vignettes; null without items.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Gets the p-value of the exact McNemar test; null without items.</summary>
    public double? PValue { get; init; }

    /// <summary>Gets the p-value adjusted by Holm's method over the benchmarks of the same two runs and the same kind of items; null without items.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Gets the smallest difference that this number of items detects with 80 % power; null when it detects none.</summary>
    public double? Detectable { get; init; }

    internal static PairFigures Of(string items, EvaluatedRun reference, EvaluatedRun run, Func<EvaluationRow, bool> isCounted, long seed)
    {
        Dictionary<string, EvaluationRow> byId = reference.Counted.ToDictionary(row => row.Id, StringComparer.Ordinal);
        (EvaluationRow Reference, EvaluationRow Run)[] pairs =
            [.. run.Counted.Where(row => isCounted(row) && byId.ContainsKey(row.Id)).Select(row => (byId[row.Id], row))];
        int onlyReference = pairs.Count(pair => pair.Reference.IsCorrect && !pair.Run.IsCorrect);
        int onlyRun = pairs.Count(pair => !pair.Reference.IsCorrect && pair.Run.IsCorrect);
        double[] differences = [.. pairs.Select(pair => (pair.Run.IsCorrect ? 1.0 : 0) - (pair.Reference.IsCorrect ? 1 : 0))];
        double discordance = pairs.Length == 0 ? 0 : (double)(onlyReference + onlyRun) / pairs.Length;
        return new PairFigures
        {
            Benchmark = run.Benchmark,
            Items = items,
            Reference = reference.Name,
            Name = run.Name,
            Count = pairs.Length,
            OnlyReference = onlyReference,
            OnlyRun = onlyRun,
            Interval = Bootstrap.MeanInterval(differences, [.. pairs.Select(pair => pair.Run.Cluster)], seed),
            PValue = pairs.Length == 0 ? null : McNemarTest.PValue(onlyReference, onlyRun),
            Detectable = DetectableDifference.Of(pairs.Length, discordance == 0 ? DetectableDifference.AssumedDiscordance : discordance),
        };
    }
}
