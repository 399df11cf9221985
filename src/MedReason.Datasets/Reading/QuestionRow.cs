namespace MedReason.Datasets;

/// <summary>A question as it stands in a bank, with its place. Immutable.</summary>
public sealed class QuestionRow
{
    /// <summary>The question.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>The identity, echoed as it was written; the row number from 0 where the bank has none.</summary>
    public required RowId Id { get; init; }

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>The line, from 1; for an object or array that spans lines, the number of the entry, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>What was noted, in ordinal order; see <see cref="QuestionFlags"/>.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>SHA-256 over stem, options and answer label, as 64 lower-case hexadecimal digits: tells repeats of one item.</summary>
    public required string ContentHash { get; init; }

    /// <summary>What the row is at its origin: meant to learn from, or to measure with.</summary>
    public SourceRole Role => SourceRoles.Of(Question.Dataset, Question.Split);
}
