namespace MedReason.Datasets;

/// <summary>Represents a question as given in a bank, with its position. Immutable.</summary>
public sealed class QuestionRow
{
    /// <summary>Gets the question.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>Gets the identity, as it is written in the bank; the row number from 0 when the bank has none.</summary>
    public required RowId Id { get; init; }

    /// <summary>Gets the file.</summary>
    public required string File { get; init; }

    /// <summary>Gets the line, from 1; for an object or array that spans lines, the number of the entry, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Gets the position of the entry in its file, from 0, refused entries counted: the id of the row in the published dataset.</summary>
    /// <value>The default is null: the row was not read from a file.</value>
    public long? Index { get; init; }

    /// <summary>Gets the flags of the row, in ordinal order; see <see cref="QuestionFlags"/>.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Gets the SHA-256 over stem, options and answer label, as 64 lower-case hexadecimal digits; equal for repeats of one item.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Gets what the row is meant for at its origin.</summary>
    /// <value>The default is <see cref="SourceRole.Unknown"/>, which is not for training.</value>
    public SourceRole Role { get; init; }
}
