namespace MedReason;

/// <summary>Capability: what the sources of a graph state about its edges.</summary>
/// <remarks>Offered only by a graph that holds attributes. Safe for concurrent use.</remarks>
public interface IEdgeAttributes
{
    /// <summary>Gets the attributes of some edges, in one round trip.</summary>
    /// <param name="edges">The edges; only source, target and relation are read. May be empty, may repeat, may name edges that the graph does not hold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// As many entries as edges, in their order: one item for each statement, in the canonical order of <see cref="KgContentHasher"/>; empty for an edge
    /// without attributes and for one that the graph does not hold.
    /// </returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    ValueTask<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
        IReadOnlyList<KgEdge> edges, CancellationToken cancellationToken = default);
}
