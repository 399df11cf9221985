using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary>A row that others wrote: its question, as far as it has one, and its text.</summary>
internal sealed record ForeignRow
{
    /// <summary>Gets the identity; the number of the line where the row has none.</summary>
    public required RowId Id { get; init; }

    /// <summary>Gets the question.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>Gets the reasoning.</summary>
    public required string Text { get; init; }
}
