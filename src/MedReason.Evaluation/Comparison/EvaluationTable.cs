namespace MedReason.Evaluation;

/// <summary>Evaluation runs as a table of models by benchmarks, with intervals and paired tests. Immutable.</summary>
public sealed class EvaluationTable
{
    private EvaluationTable(IReadOnlyList<TableCell> cells, IReadOnlyList<string> notes, string scorer, string? baseline)
    {
        Cells = cells;
        Notes = notes;
        Scorer = scorer;
        Baseline = baseline;
        Models = [.. cells.Select(static cell => cell.Model).Distinct(StringComparer.Ordinal)];
        Benchmarks = [.. cells.Select(static cell => cell.Benchmark).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Gets the names of the models in the order in which the runs first name them.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Gets the names of the benchmarks in the order in which the runs first name them.</summary>
    public IReadOnlyList<string> Benchmarks { get; }

    /// <summary>Gets the cells, one a run, in the order of the runs.</summary>
    public IReadOnlyList<TableCell> Cells { get; }

    /// <summary>Gets what a reader has to know before models are compared, a sentence each: questions and settings that differ, calls that failed, benchmarks
    /// that a model or the baseline did not run.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Gets the scorer of all runs with its version, such as <c>ours/3</c> or <c>published/1</c>.</summary>
    public string Scorer { get; }

    /// <summary>Gets the name of the model that others are tested against; null when it is the best of each benchmark.</summary>
    public string? Baseline { get; }

    /// <summary>Lays runs out as a table.</summary>
    /// <param name="runs">The runs, at least one; a model has at most one for a benchmark.</param>
    /// <param name="baseline">The model that the others are tested against; null for the best of each benchmark, of several the first.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ComparisonException">Two runs are of one model on one benchmark, the runs have different scorers, no run is of the baseline, or there
    /// are no runs.</exception>
    public static EvaluationTable Of(IReadOnlyList<EvaluatedRun> runs, string? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Require(runs, baseline);
        ScoredRun[] scored = [.. runs.Select(static run => new ScoredRun(run))];
        var cells = new TableCell[scored.Length];
        var notes = new List<string>();
        foreach (IGrouping<string, int> benchmark in Enumerable.Range(0, scored.Length).GroupBy(i => runs[i].Benchmark, StringComparer.Ordinal))
        {
            ScoredRun[] group = [.. benchmark.Select(i => scored[i])];
            double? highest = group.Max(static run => run.Accuracy.Share);
            ScoredRun? reference = baseline is null
                ? Array.Find(group, run => run.Accuracy.Share == highest)
                : Array.Find(group, run => run.Run.Name == baseline);
            foreach (int i in benchmark)
            {
                cells[i] = CellOf(scored[i], highest, group.Length == 1 || ReferenceEquals(reference, scored[i]) ? null : reference);
            }

            notes.AddRange(TableNotes.Of(group, baseline is not null && reference is null ? baseline : null));
        }

        notes.AddRange(TableNotes.Of(runs));
        return new EvaluationTable(Adjust(cells), notes, runs[0].Scorer, baseline);
    }

    /// <summary>Gets the cell of a model and a benchmark.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="benchmark">The name of the benchmark.</param>
    /// <returns>The cell; null when the model has no run on the benchmark.</returns>
    public TableCell? Find(string model, string benchmark) => Cells.FirstOrDefault(cell => cell.Model == model && cell.Benchmark == benchmark);

    private static void Require(IReadOnlyList<EvaluatedRun> runs, string? baseline)
    {
        if (runs.Count == 0)
        {
            throw new ComparisonException("a table needs at least one run");
        }

        foreach (EvaluatedRun[] same in runs.GroupBy(static run => (run.Name, run.Benchmark)).Select(static group => group.ToArray()))
        {
            if (same.Length > 1)
            {
                throw new ComparisonException(
                    $"{same[0].Folder} and {same[1].Folder} are both {same[0].Name} on {same[0].Benchmark}: leave one out, or name the rows by NAME=RUN");
            }
        }

        if (runs.FirstOrDefault(run => run.Scorer != runs[0].Scorer) is { } other)
        {
            throw new ComparisonException(
                $"{runs[0].Folder} was scored by {runs[0].Scorer} and {other.Folder} by {other.Scorer}; a table has one scorer: run one of them again");
        }

        if (baseline is not null && runs.All(run => run.Name != baseline))
        {
            throw new ComparisonException(
                $"no run is of the baseline {baseline}; the models are {string.Join(", ", runs.Select(static run => run.Name).Distinct())}");
        }
    }

    private static TableCell CellOf(ScoredRun run, double? highest, ScoredRun? reference) => new()
    {
        Model = run.Run.Name,
        Benchmark = run.Run.Benchmark,
        Folder = run.Run.Folder,
        Accuracy = run.Accuracy,
        Asked = run.Asked,
        Failed = run.Failed,
        Undecided = run.Undecided,
        IsBest = run.Accuracy.Share is not null && run.Accuracy.Share == highest,
        Test = reference is null ? null : run.TestAgainst(reference),
    };

    private static TableCell[] Adjust(TableCell[] cells)
    {
        IReadOnlyList<double?> adjusted = HolmCorrection.Adjust([.. cells.Select(static cell => cell.Test?.PValue)]);
        return [.. cells.Select((cell, i) => cell.Test is null ? cell : cell with { Test = cell.Test with { AdjustedPValue = adjusted[i] } })];
    }
}
