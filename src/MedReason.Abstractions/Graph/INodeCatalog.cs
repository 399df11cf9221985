namespace MedReason;

/// <summary>Capability: all nodes, for what must see each of them once (a lexicon, embeddings, a copy).</summary>
/// <remarks>Safe for concurrent use; each enumeration is its own.</remarks>
public interface INodeCatalog
{
    /// <summary>All nodes in ordinal order of their ids, each once.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The nodes.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    IAsyncEnumerable<KgNode> GetNodesAsync(CancellationToken cancellationToken = default);
}
