namespace MedReason.Paths;

/// <summary>The degrees of the nodes of some paths, read in one call by the best capability that the graph offers. Immutable after loading.</summary>
internal sealed class DegreeLookup
{
    private readonly IAdjacencyView? _view;
    private readonly DegreeTable? _table;
    private readonly Dictionary<NodeId, NodeDegree> _degrees = [];
    private readonly HashSet<RelationType> _symmetric = [];

    private DegreeLookup(IAdjacencyView? view)
    {
        _view = view;
        _table = view is null ? null : DegreeTable.For(view);
    }

    /// <summary>Reads the degrees.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="ids">The nodes whose degrees will be needed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lookup.</returns>
    public static async ValueTask<DegreeLookup> LoadAsync(IKnowledgeGraph graph, IEnumerable<NodeId> ids, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var lookup = new DegreeLookup(graph.GetService<IAdjacencyView>());
        if (lookup._table is not null)
        {
            return lookup;
        }

        foreach (RelationInfo relation in metadata.Relations)
        {
            if (relation.IsSymmetric)
            {
                lookup._symmetric.Add(relation.Relation);
            }
        }

        NodeId[] wanted = [.. ids.Distinct().Order()];
        if (wanted.Length == 0)
        {
            return lookup;
        }

        if (graph.GetService<INodeDegrees>() is { } degrees)
        {
            foreach (NodeDegree degree in await degrees.GetDegreesAsync(wanted, cancellationToken).ConfigureAwait(false))
            {
                lookup._degrees[degree.Id] = degree;
            }

            return lookup;
        }

        NeighborBatch batch = await graph.GetNeighborsAsync(wanted, null, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < wanted.Length; i++)
        {
            lookup._degrees[wanted[i]] = Count(wanted[i], batch[i]);
        }

        return lookup;
    }

    /// <summary>Returns the number of all edges of a node.</summary>
    /// <param name="id">The node.</param>
    /// <returns>The number of edges, at least 1.</returns>
    public int GetTotal(NodeId id)
    {
        int total = _table is not null
            ? (_view!.TryGetOrdinal(id, out int ordinal) ? _table.GetTotal(ordinal) : 0)
            : (_degrees.TryGetValue(id, out NodeDegree? degree) ? degree.Total : 0);
        return Math.Max(1, total);
    }

    /// <summary>Returns the number of edges that start at a node, or of those that end there, over all relations.</summary>
    /// <param name="id">The node.</param>
    /// <param name="isOutgoing">Whether edges that start at the node are counted, or those that end there.</param>
    /// <returns>The number of edges, at least 1.</returns>
    public int GetTotal(NodeId id, bool isOutgoing)
    {
        int total = 0;
        if (_table is not null)
        {
            total = _view!.TryGetOrdinal(id, out int ordinal) ? _table.GetTotal(ordinal, isOutgoing) : 0;
        }
        else if (_degrees.TryGetValue(id, out NodeDegree? degree))
        {
            foreach (RelationDegree part in degree.Relations)
            {
                total += isOutgoing ? part.Outgoing : part.Incoming;
            }
        }

        return Math.Max(1, total);
    }

    /// <summary>Returns the degree of a node in one relation, in one direction; a symmetric relation has no direction.</summary>
    /// <param name="id">The node.</param>
    /// <param name="relation">The relation.</param>
    /// <param name="isOutgoing">Whether edges that start at the node are counted, or those that end there.</param>
    /// <returns>The number of edges, at least 1.</returns>
    public int GetDegree(NodeId id, RelationType relation, bool isOutgoing)
    {
        if (_table is not null)
        {
            int index = _table.IndexOf(relation);
            return index >= 0 && _view!.TryGetOrdinal(id, out int ordinal) ? _table.GetDegree(ordinal, index, isOutgoing) : 1;
        }

        if (_degrees.TryGetValue(id, out NodeDegree? degree))
        {
            foreach (RelationDegree part in degree.Relations)
            {
                if (part.Relation == relation)
                {
                    return Math.Max(1, _symmetric.Contains(relation) ? part.Outgoing + part.Incoming : isOutgoing ? part.Outgoing : part.Incoming);
                }
            }
        }

        return 1;
    }

    private static NodeDegree Count(NodeId id, IReadOnlyList<KgNeighbor> neighbors) => new()
    {
        Id = id,
        Total = neighbors.Count,
        Relations =
        [
            .. neighbors.GroupBy(neighbor => neighbor.Relation).OrderBy(group => group.Key).Select(group => new RelationDegree
            {
                Relation = group.Key,
                Outgoing = group.Count(neighbor => neighbor.IsForward),
                Incoming = group.Count(neighbor => !neighbor.IsForward),
            }),
        ],
    };
}
