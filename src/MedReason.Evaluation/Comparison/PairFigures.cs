namespace MedReason.Evaluation;

/// <summary>What a run gains over the first run on the same items. Immutable.</summary>
internal sealed record PairFigures
{
    public required string Benchmark { get; init; }

    /// <summary>The items: all, clean or contaminated.</summary>
    public required string Items { get; init; }

    public required string Reference { get; init; }

    public required string Name { get; init; }

    public required int Count { get; init; }

    /// <summary>Items that the reference alone has right.</summary>
    public required int OnlyReference { get; init; }

    /// <summary>Items that the run alone has right.</summary>
    public required int OnlyRun { get; init; }

    /// <summary>Share right of the run less that of the reference; null without items.</summary>
    public double? Difference => Count == 0 ? null : (double)(OnlyRun - OnlyReference) / Count;

    /// <summary>Paired bootstrap, with whole vignettes drawn.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Exact McNemar; null without items.</summary>
    public double? PValue { get; init; }

    /// <summary>Holm over the benchmarks, for the same pair of runs and the same kind of items.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>The least difference that could have been seen, at 80 % power; null where none could.</summary>
    public double? Detectable { get; init; }

    public static PairFigures Of(string items, EvaluatedRun reference, EvaluatedRun run, Func<EvaluationRow, bool> isCounted, long seed)
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
