namespace MedReason.Entities;

/// <summary>A graph that also offers an embedding index; all else is the inner graph's, capabilities too, since no data is hidden.</summary>
internal sealed class EmbeddingKnowledgeGraph(IKnowledgeGraph innerGraph, EmbeddingNodeIndex index) : DelegatingKnowledgeGraph(innerGraph)
{
    public override async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        KnowledgeGraphMetadata metadata = await base.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return index.GraphContentHash is null || metadata.ContentHash is null
            || string.Equals(index.GraphContentHash, metadata.ContentHash, StringComparison.Ordinal)
            ? metadata
            : throw new KnowledgeGraphException(
                $"The embedding index was built for a graph with content hash {index.GraphContentHash}, this one has {metadata.ContentHash}. Build it anew.");
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType == typeof(IKnowledgeGraph))
        {
            return this;
        }

        return Equals(serviceKey, LinkMethods.Embedding) && serviceType.IsInstanceOfType(index)
            ? index
            : InnerGraph.GetService(serviceType, serviceKey);
    }
}
