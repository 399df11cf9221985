namespace MedReason.Kg.Obo;

/// <summary>What came of lending an ontology's names to a graph. Immutable.</summary>
public sealed class OboSynonymReport
{
    /// <summary>Gets the number of nodes examined.</summary>
    public required int Nodes { get; init; }

    /// <summary>Nodes that are terms of the ontologies by their id or an id of old.</summary>
    public required int NodesById { get; init; }

    /// <summary>Nodes that terms point at with a cross reference.</summary>
    public required int NodesByXref { get; init; }

    /// <summary>Nodes that stand for a group of terms, at least one of which the ontologies hold.</summary>
    public required int NodesByGroup { get; init; }

    /// <summary>Nodes that got at least one synonym that they did not have.</summary>
    public required int NodesEnriched { get; init; }

    /// <summary>Synonyms that nodes got and did not have.</summary>
    public required int SynonymsAdded { get; init; }

    /// <summary>Names of members of a group that were not lent to it, because another node bears the name.</summary>
    public required int AmbiguousNames { get; init; }

    /// <summary>Terms in use that no node corresponds to.</summary>
    public required int UnmatchedTerms { get; init; }
}
