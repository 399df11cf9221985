namespace MedReason.Datasets;

/// <summary>What an export wrote and left out. Immutable.</summary>
public sealed class ExportReport
{
    /// <summary>The files, data first.</summary>
    public required IReadOnlyList<ExportFile> Files { get; init; }

    /// <summary>How many rows the run holds by outcome, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>How many rows are trained on.</summary>
    public required int TrainRows { get; init; }

    /// <summary>How many rows are kept for validation.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>How many accepted rows were left out by reason, in ordinal order; see <see cref="ExportOmissions"/>.</summary>
    public required IReadOnlyDictionary<string, int> Omitted { get; init; }
}
