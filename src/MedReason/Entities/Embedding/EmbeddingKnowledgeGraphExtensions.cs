using MedReason.Entities;

namespace MedReason;

/// <summary>Gives a graph an embedding index.</summary>
public static class EmbeddingKnowledgeGraphExtensions
{
    /// <summary>The same graph, which also offers an index as <see cref="INodeIndex"/> under the service key <see cref="LinkMethods.Embedding"/>.</summary>
    /// <param name="graph">The graph; whoever created it still disposes it.</param>
    /// <param name="index">An index that was built for it.</param>
    /// <returns>The graph. Its metadata call throws <see cref="KnowledgeGraphException"/> where the index was built for another one.</returns>
    public static IKnowledgeGraph WithEmbeddings(this IKnowledgeGraph graph, EmbeddingNodeIndex index)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(index);
        return new EmbeddingKnowledgeGraph(graph, index);
    }
}
