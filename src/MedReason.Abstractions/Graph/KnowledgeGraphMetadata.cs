namespace MedReason;

/// <summary>What a graph says of itself. Immutable; the same for the life of the graph.</summary>
public sealed class KnowledgeGraphMetadata
{
    /// <summary>The name, such as <c>PrimeKG</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version as its publisher calls it; the empty string where unknown.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// SHA-256 over nodes and edges in canonical order, as 64 lower-case hexadecimal digits: the same content gives the same hash in memory, in a
    /// snapshot and in a database (see <see cref="KgContentHasher"/>). Null when the graph cannot compute it (a remote service).
    /// </summary>
    public string? ContentHash { get; init; }

    /// <summary>Gets the sources that the graph was built from, in ordinal order of their names; empty when the graph does not record them.</summary>
    public IReadOnlyList<KgSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>How many nodes.</summary>
    public required long NodeCount { get; init; }

    /// <summary>How many logical edges; each is counted once.</summary>
    public required long EdgeCount { get; init; }

    /// <summary>Nodes by type; types without a node are left out.</summary>
    public required IReadOnlyDictionary<NodeType, long> NodeTypes { get; init; }

    /// <summary>The relations, in ordinal order of their names.</summary>
    public required IReadOnlyList<RelationInfo> Relations { get; init; }

    /// <summary>Logical edges by relation; relations without an edge are left out.</summary>
    public required IReadOnlyDictionary<RelationType, long> RelationCounts { get; init; }
}
