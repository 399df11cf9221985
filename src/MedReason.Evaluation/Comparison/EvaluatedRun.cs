using MedReason.Runs;

namespace MedReason.Evaluation;

/// <summary>A finished evaluation run, read from its folder. Immutable.</summary>
internal sealed class EvaluatedRun
{
    private const string Unnamed = "not named";

    public required string Folder { get; init; }

    /// <summary>What the run is called in a comparison.</summary>
    public required string Name { get; init; }

    public required RunConfiguration Configuration { get; init; }

    public required IReadOnlyList<EvaluationRow> Rows { get; init; }

    /// <summary>The bank that was asked: the dataset that its rows name.</summary>
    public string Benchmark => Rows.Select(row => row.Dataset).FirstOrDefault(name => name is not null) ?? Unnamed;

    public string Model => Configuration.Values.GetValueOrDefault("model") ?? Configuration.Values.GetValueOrDefault("provider") ?? Unnamed;

    /// <summary>The rows that count: whatever was asked, failed calls among it.</summary>
    public IEnumerable<EvaluationRow> Counted => Rows.Where(row => row.Outcome != EvaluationRow.Excluded);

    /// <summary>Reads a run.</summary>
    /// <exception cref="RunException">The folder holds no run.</exception>
    /// <exception cref="ComparisonException">The run is of another kind, or not finished.</exception>
    public static EvaluatedRun Read(string folder)
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

        EvaluationRow[] rows = [.. reader.ReadRecords().Select(record => EvaluationRow.Read(record.Result.Payload))];
        var run = new EvaluatedRun { Folder = folder, Name = string.Empty, Configuration = reader.Configuration, Rows = rows };
        return run.Named(run.Model);
    }

    public EvaluatedRun Named(string name) => new() { Folder = Folder, Name = name, Configuration = Configuration, Rows = Rows };
}
