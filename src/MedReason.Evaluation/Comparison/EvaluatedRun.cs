using MedReason.Runs;

namespace MedReason.Evaluation;

/// <summary>A finished evaluation run, read from its folder. Immutable.</summary>
public sealed class EvaluatedRun
{
    private const string Unnamed = "not named";

    internal EvaluatedRun(string folder, string? name, RunConfiguration configuration, IReadOnlyList<EvaluationRow> rows)
    {
        Folder = folder;
        Configuration = configuration;
        Rows = rows;
        Name = name ?? Model;
    }

    /// <summary>Gets the folder, as it was named.</summary>
    public string Folder { get; }

    /// <summary>Gets the name of the run in a comparison: its model, and its folder too when another run has the same model.</summary>
    public string Name { get; }

    /// <summary>Gets the configuration of the run.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>Gets the name of the question bank, as its rows name their dataset.</summary>
    public string Benchmark => Rows.Select(row => row.Dataset).FirstOrDefault(name => name is not null) ?? Unnamed;

    /// <summary>Gets the model, or the provider when the configuration names no model.</summary>
    public string Model => Configuration.Values.GetValueOrDefault("model") ?? Configuration.Values.GetValueOrDefault("provider") ?? Unnamed;

    /// <summary>Gets the scorer with its version, such as <c>ours/3</c> or <c>published/1</c>.</summary>
    public string Scorer => Configuration.Values.GetValueOrDefault("scorer") ?? Unnamed;

    internal bool IsPublished => Scorer.StartsWith("published/", StringComparison.Ordinal);

    internal IReadOnlyList<EvaluationRow> Rows { get; }

    /// <summary>The rows that count: every question that was asked, also when its call failed.</summary>
    internal IEnumerable<EvaluationRow> Counted => Rows.Where(row => row.Outcome != EvaluationRow.Excluded);

    /// <summary>Reads a run, which has the name of its model.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <returns>The run.</returns>
    /// <exception cref="RunException">The folder holds no run, or it cannot be read.</exception>
    /// <exception cref="ComparisonException">The run is of another kind, or not finished.</exception>
    public static EvaluatedRun Read(string folder) => ReadAs(folder, null);

    /// <summary>Reads a run under a name.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="name">The name of the run in comparisons and tables.</param>
    /// <returns>The run.</returns>
    /// <exception cref="RunException">The folder holds no run, or it cannot be read.</exception>
    /// <exception cref="ComparisonException">The run is of another kind, or not finished.</exception>
    public static EvaluatedRun Read(string folder, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ReadAs(folder, name);
    }

    internal EvaluatedRun Named(string name) => new(Folder, name, Configuration, Rows);

    private static EvaluatedRun ReadAs(string folder, string? name)
    {
        using RunReader reader = RunReader.Open(folder);
        if (reader.Configuration.Kind != EvaluationRunner.Kind)
        {
            throw new ComparisonException($"{folder}: expected a run of eval run, found one of {reader.Configuration.Kind}");
        }

        if (!reader.IsFinished)
        {
            throw new ComparisonException($"{folder}: the run is not finished ({reader.ResultCount} of {reader.RowCount} questions); run its command again");
        }

        return new EvaluatedRun(folder, name, reader.Configuration, [.. reader.ReadRecords().Select(record => EvaluationRow.Read(record.Result.Payload))]);
    }
}
