namespace MedReason.Kg.Primekg;

/// <summary>Holds the result of reading a file in PrimeKG's format.</summary>
public sealed class PrimeKgReadResult
{
    /// <summary>Gets the graph; the caller disposes it.</summary>
    public required InMemoryKnowledgeGraph Graph { get; init; }

    /// <summary>Gets the number of rows read, refused ones included; header and blank lines are not counted.</summary>
    public required long RowCount { get; init; }

    /// <summary>Gets the number of rows that repeat an earlier edge: the reverse row of every edge, and duplicates.</summary>
    public required long MergedRowCount { get; init; }

    /// <summary>Gets the number of refused rows.</summary>
    public required long RefusedRowCount { get; init; }

    /// <summary>Gets the first refused rows, in file order; see <see cref="PrimeKgReadOptions.MaxKeptRefusals"/>.</summary>
    public required IReadOnlyList<PrimeKgRefusedRow> Refused { get; init; }

    /// <summary>Gets the number of refused rows by reason.</summary>
    public required IReadOnlyDictionary<string, long> RefusedByReason { get; init; }

    /// <summary>Gets the accepted relations that <see cref="PrimeKgSchema"/> lacks, in ordinal order.</summary>
    /// <remarks>Another built-in vocabulary describes them (<see cref="RelationVocabulary.BuiltIn"/>), else their names do.</remarks>
    public required IReadOnlyList<RelationType> UnknownRelations { get; init; }

    /// <summary>Gets the accepted node types that <see cref="PrimeKgSchema"/> lacks, in ordinal order.</summary>
    public required IReadOnlyList<NodeType> UnknownNodeTypes { get; init; }
}
