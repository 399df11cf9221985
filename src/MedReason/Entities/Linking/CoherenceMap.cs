namespace MedReason.Entities;

/// <summary>
/// Which nodes of a question lie near each other in the graph. Two nodes are near if an edge joins them or if they share more neighbours than chance
/// gives nodes of their degrees.
/// </summary>
/// <remarks>
/// Reads each node's neighbours once: spans where the graph lies in memory, else one batched call. Both give the same numbers: a node with more edges
/// than the cap is a hub in both, its neighbours are not looked at and its degree counts as the cap.
/// </remarks>
internal sealed class CoherenceMap
{
    private const double AdjacencyWeight = 0.6;
    private const double SharedWeight = 0.5;
    private readonly Dictionary<NodeId, int[]?> _neighbors;
    private readonly Dictionary<NodeId, int> _keys;
    private readonly int _hubDegree;
    private readonly double _nodeCount;
    private readonly double _edgeEnds;

    private CoherenceMap(Dictionary<NodeId, int[]?> neighbors, Dictionary<NodeId, int> keys, int hubDegree, KnowledgeGraphMetadata metadata)
    {
        _neighbors = neighbors;
        _keys = keys;
        _hubDegree = hubDegree;
        _nodeCount = Math.Max(1, metadata.NodeCount);
        _edgeEnds = Math.Max(1, 2.0 * metadata.EdgeCount);
    }

    public static async ValueTask<CoherenceMap> LoadAsync(
        IKnowledgeGraph graph, IReadOnlyList<NodeId> nodes, int maxEdgesPerNode, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var neighbors = new Dictionary<NodeId, int[]?>(nodes.Count);
        var keys = new Dictionary<NodeId, int>(nodes.Count);
        if (graph.GetService<IAdjacencyView>() is { } view)
        {
            foreach (NodeId node in nodes)
            {
                if (view.TryGetOrdinal(node, out int ordinal))
                {
                    ReadOnlySpan<int> all = view.GetNeighbors(ordinal);
                    neighbors[node] = all.Length > maxEdgesPerNode ? null : DistinctOfSorted(all);
                    keys[node] = ordinal;
                }
            }
        }
        else
        {
            NeighborBatch batch = await graph.GetNeighborsAsync(nodes, new NeighborOptions { MaxNeighborsPerNode = maxEdgesPerNode }, cancellationToken)
                .ConfigureAwait(false);
            for (int i = 0; i < nodes.Count; i++)
            {
                keys.TryAdd(nodes[i], keys.Count);
            }

            for (int i = 0; i < nodes.Count; i++)
            {
                if (batch.IsTruncated(i))
                {
                    neighbors[nodes[i]] = null;
                    continue;
                }

                int[] list = new int[batch[i].Count];
                for (int j = 0; j < list.Length; j++)
                {
                    NodeId other = batch[i][j].Node;
                    if (!keys.TryGetValue(other, out int key))
                    {
                        key = keys.Count;
                        keys.Add(other, key);
                    }

                    list[j] = key;
                }

                Array.Sort(list);
                neighbors[nodes[i]] = DistinctOfSorted(list);
            }
        }

        return new CoherenceMap(neighbors, keys, maxEdgesPerNode, metadata);
    }

    /// <summary>How near two nodes are, 0 to below 1; 0 for a node to itself, for unknown nodes and between two hubs.</summary>
    public double Nearness(NodeId left, NodeId right)
    {
        if (left == right || !_neighbors.TryGetValue(left, out int[]? ofLeft) || !_neighbors.TryGetValue(right, out int[]? ofRight))
        {
            return 0;
        }

        if (ofLeft is null && ofRight is null)
        {
            return 0;
        }

        double degreeProduct = (double)(ofLeft?.Length ?? _hubDegree) * (ofRight?.Length ?? _hubDegree);
        bool joined = ofLeft is not null ? Array.BinarySearch(ofLeft, _keys[right]) >= 0 : Array.BinarySearch(ofRight!, _keys[left]) >= 0;
        double adjacency = joined ? AdjacencyWeight / (1 + (degreeProduct / _edgeEnds)) : 0;
        double shared = 0;
        if (ofLeft is not null && ofRight is not null)
        {
            int count = CountShared(ofLeft, ofRight);
            double expected = degreeProduct / _nodeCount;
            shared = SharedWeight * Math.Max(0, (count - expected) / (count + expected + 1));
        }

        return 1 - ((1 - adjacency) * (1 - shared));
    }

    private static int CountShared(int[] left, int[] right)
    {
        int count = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            int order = left[i].CompareTo(right[j]);
            count += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return count;
    }

    private static int[] DistinctOfSorted(ReadOnlySpan<int> sorted)
    {
        int[] distinct = new int[sorted.Length];
        int count = 0;
        foreach (int value in sorted)
        {
            if (count == 0 || distinct[count - 1] != value)
            {
                distinct[count++] = value;
            }
        }

        return count == distinct.Length ? distinct : distinct[..count];
    }
}
