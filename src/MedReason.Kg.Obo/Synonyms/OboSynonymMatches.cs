namespace MedReason.Kg.Obo;

/// <summary>The names that an ontology lends to the nodes of a graph. Immutable.</summary>
public sealed class OboSynonymMatches
{
    /// <summary>For each node that gets any: the names it did not have, each once, in ordinal order.</summary>
    public required IReadOnlyDictionary<NodeId, IReadOnlyList<string>> Synonyms { get; init; }

    /// <summary>How many of what.</summary>
    public required OboSynonymReport Report { get; init; }
}
