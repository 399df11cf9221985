namespace MedReason.Datasets;

/// <summary>Reports what an export wrote and left out. Immutable.</summary>
public sealed class ExportReport
{
    /// <summary>Gets the files, data first.</summary>
    public required IReadOnlyList<ExportFile> Files { get; init; }

    /// <summary>Gets the number of rows of the run by outcome, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>Gets the number of rows to train on.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Gets the number of rows for validation.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>Gets the number of accepted rows left out by reason, in ordinal order; see <see cref="ExportOmissions"/>.</summary>
    public required IReadOnlyDictionary<string, int> Omitted { get; init; }
}
