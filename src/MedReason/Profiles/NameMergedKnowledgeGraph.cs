namespace MedReason.Profiles;

/// <summary>
/// A graph as the published method builds it: one node for each name in lower case, one edge between two names, ignoring direction. Homonyms become one
/// node, and of parallel relations the last one stays, in the order of relations and ids. Made out of the inner graph at the first call, kept in memory.
/// </summary>
/// <param name="innerGraph">The graph; needs <see cref="INodeCatalog"/>.</param>
internal sealed class NameMergedKnowledgeGraph(IKnowledgeGraph innerGraph) : DelegatingKnowledgeGraph(innerGraph), IDisposable
{
    private const int BatchSize = 4_096;
    private readonly Lock _gate = new();
    private Task<InMemoryKnowledgeGraph>? _load;

    /// <summary>The node of a name.</summary>
    public static NodeId GetId(string name) => new("name:" + name.ToLowerInvariant());

    public override async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        InMemoryKnowledgeGraph merged = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await merged.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        InMemoryKnowledgeGraph merged = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await merged.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        InMemoryKnowledgeGraph merged = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await merged.GetNeighborsAsync(frontier, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names are looked up in the inner graph, by the index that it has, and lead to merged nodes; all else is asked of the merged graph.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType.IsInstanceOfType(this))
        {
            return this;
        }

        if (serviceType == typeof(INodeIndex))
        {
            return InnerGraph.GetService(serviceType, serviceKey) is INodeIndex inner ? new NameMergedNodeIndex(inner) : null;
        }

        // Stages await the metadata first; what has not been loaded cannot be handed out.
        return serviceKey is null && _load is { IsCompletedSuccessfully: true } load && IsDataCapability(serviceType)
            ? load.GetAwaiter().GetResult().GetService(serviceType)
            : null;
    }

    public void Dispose()
    {
        if (_load is { IsCompletedSuccessfully: true } load)
        {
            load.GetAwaiter().GetResult().Dispose();
        }
    }

    private Task<InMemoryKnowledgeGraph> LoadAsync(CancellationToken cancellationToken)
    {
        Task<InMemoryKnowledgeGraph> load;
        lock (_gate)
        {
            // A failed load is tried anew by the next call.
            if (_load is null || _load.IsFaulted || _load.IsCanceled)
            {
                _load = MergeAsync();
            }

            load = _load;
        }

        return load.IsCompletedSuccessfully ? load : load.WaitAsync(cancellationToken);
    }

    private async Task<InMemoryKnowledgeGraph> MergeAsync()
    {
        KnowledgeGraphMetadata metadata = await InnerGraph.GetMetadataAsync(CancellationToken.None).ConfigureAwait(false);
        INodeCatalog catalog = InnerGraph.GetService<INodeCatalog>() ?? throw new KnowledgeGraphException(
            "The published profile merges nodes by name and must see them all: return an INodeCatalog from the graph's GetService.");
        var builder = new KnowledgeGraphBuilder { Name = metadata.Name + ", merged by name", Version = metadata.Version };
        foreach (RelationInfo relation in metadata.Relations)
        {
            builder.AddRelation(relation);
        }

        var names = new Dictionary<NodeId, NodeId>();
        await foreach (KgNode node in catalog.GetNodesAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!string.IsNullOrWhiteSpace(node.Name))
            {
                NodeId merged = GetId(node.Name);
                names.Add(node.Id, merged);
                if (!builder.ContainsNode(merged))
                {
                    builder.AddNode(new KgNode { Id = merged, Name = node.Name.ToLowerInvariant(), Type = node.Type });
                }
            }
        }

        foreach (KgEdge edge in await CollectEdgesAsync(names).ConfigureAwait(false))
        {
            builder.AddEdge(edge);
        }

        return builder.Build(CancellationToken.None);
    }

    private async Task<IReadOnlyCollection<KgEdge>> CollectEdgesAsync(Dictionary<NodeId, NodeId> names)
    {
        var edges = new Dictionary<(NodeId, NodeId), KgEdge>();
        foreach (NodeId[] batch in names.Keys.Order().Chunk(BatchSize))
        {
            NeighborBatch neighbors = await InnerGraph.GetNeighborsAsync(batch, null, CancellationToken.None).ConfigureAwait(false);
            for (int i = 0; i < batch.Length; i++)
            {
                NodeId source = names[batch[i]];
                foreach (KgNeighbor neighbor in neighbors[i].Where(neighbor => neighbor.IsForward && names.ContainsKey(neighbor.Node)))
                {
                    NodeId target = names[neighbor.Node];
                    if (source != target)
                    {
                        (NodeId, NodeId) pair = source < target ? (source, target) : (target, source);
                        edges[pair] = new KgEdge { Source = source, Target = target, Relation = neighbor.Relation };
                    }
                }
            }
        }

        return edges.Values;
    }
}
