namespace MedReason.Kg.Primekg;

/// <summary>What came of reading a file in PrimeKG's format.</summary>
public sealed class PrimeKgReadResult
{
    /// <summary>The graph; the caller disposes it.</summary>
    public required InMemoryKnowledgeGraph Graph { get; init; }

    /// <summary>Rows read, refused ones among them, header and blank lines not.</summary>
    public required long RowCount { get; init; }

    /// <summary>Rows that state an edge which another row had stated before: the reverse row of every edge, and duplicates.</summary>
    public required long MergedRowCount { get; init; }

    /// <summary>Rows that were refused.</summary>
    public required long RefusedRowCount { get; init; }

    /// <summary>The first refused rows, in their order; see <see cref="PrimeKgReadOptions.MaxKeptRefusals"/>.</summary>
    public required IReadOnlyList<PrimeKgRefusedRow> Refused { get; init; }

    /// <summary>Refused rows by reason.</summary>
    public required IReadOnlyDictionary<string, long> RefusedByReason { get; init; }

    /// <summary>Relations that <see cref="PrimeKgSchema"/> does not know, in ordinal order: accepted, affirmed, read by their display names.</summary>
    public required IReadOnlyList<RelationType> UnknownRelations { get; init; }

    /// <summary>Node types that <see cref="PrimeKgSchema"/> does not know, in ordinal order: accepted.</summary>
    public required IReadOnlyList<NodeType> UnknownNodeTypes { get; init; }
}
