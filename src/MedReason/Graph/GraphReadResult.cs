namespace MedReason;

/// <summary>Holds the result of reading files into a graph.</summary>
public sealed class GraphReadResult
{
    /// <summary>Gets the graph; the caller disposes it.</summary>
    public required InMemoryKnowledgeGraph Graph { get; init; }

    /// <summary>Gets the number of rows read, refused ones included; headers, comments and blank lines are not counted.</summary>
    public required long RowCount { get; init; }

    /// <summary>Gets the number of rows that repeat an earlier edge: duplicates, and in PrimeKG's format the reverse row of every edge.</summary>
    public required long MergedRowCount { get; init; }

    /// <summary>Gets the number of refused rows.</summary>
    public required long RefusedRowCount { get; init; }

    /// <summary>Gets the first refused rows, in file order; see <see cref="GraphReadOptions.MaxKeptRefusals"/>.</summary>
    public required IReadOnlyList<RefusedRow> Refused { get; init; }

    /// <summary>Gets the number of refused rows by reason.</summary>
    public required IReadOnlyDictionary<string, long> RefusedByReason { get; init; }

    /// <summary>Gets the accepted relations that no vocabulary and no relation table describes, in ordinal order; their meaning is unspecified.</summary>
    public required IReadOnlyList<RelationType> UndeclaredRelations { get; init; }

    /// <summary>Gets what was read but not kept, or kept with a reservation, as sentences for a person; empty when there is nothing to say.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
