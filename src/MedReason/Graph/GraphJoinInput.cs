namespace MedReason;

/// <summary>Represents a graph that is joined with others, and where it is from. Immutable.</summary>
public sealed class GraphJoinInput
{
    /// <summary>Gets the graph; it is read while the join runs and stays the caller's.</summary>
    public required InMemoryKnowledgeGraph Graph { get; init; }

    /// <summary>Gets the name, version, licence and file hash of the source; the counts are taken from the graph.</summary>
    public required KgSource Source { get; init; }

    /// <summary>Gets the equivalences that the source states; empty when it states none.</summary>
    public IReadOnlyList<NodeEquivalence> Equivalences { get; init; } = [];

    /// <summary>Gets the narrower concepts of other sources that the source states; empty when it states none.</summary>
    public IReadOnlyList<NodeNarrowMatch> NarrowMatches { get; init; } = [];
}
