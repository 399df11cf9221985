using System.Collections.Frozen;
using MedReason.Graph;

namespace MedReason.Verification;

/// <summary>The edges of the graph between given pairs of nodes, read in one batch. Immutable after loading.</summary>
internal sealed class EdgeLookup
{
    private readonly Dictionary<NodeId, KgNode> _nodes = [];
    private readonly FrozenDictionary<RelationType, RelationInfo> _relations;
    private readonly Dictionary<(NodeId, NodeId), SortedSet<(RelationType Relation, bool IsForward)>> _edges = [];
    private readonly HashSet<(NodeId, NodeId)> _undecided = [];

    private EdgeLookup(FrozenDictionary<RelationType, RelationInfo> relations) => _relations = relations;

    /// <summary>Reads nodes and edges.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The nodes to know.</param>
    /// <param name="pairs">The pairs between which edges are asked for.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lookup.</returns>
    public static async Task<EdgeLookup> LoadAsync(
        IKnowledgeGraph graph, IEnumerable<NodeId> nodes, IEnumerable<(NodeId From, NodeId To)> pairs, CancellationToken cancellationToken)
    {
        var lookup = new EdgeLookup(RelationTable.For(await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false)));
        NodeId[] ids = [.. nodes.Where(id => !id.IsEmpty).Distinct().Order()];
        IReadOnlyList<KgNode?> found = await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        foreach (KgNode node in found.OfType<KgNode>())
        {
            lookup._nodes[node.Id] = node;
        }

        (NodeId From, NodeId To)[] wanted =
            [.. pairs.Where(pair => lookup._nodes.ContainsKey(pair.From) && lookup._nodes.ContainsKey(pair.To)).Distinct().Order()];
        if (graph.GetService<IAdjacencyView>() is { } view)
        {
            lookup.Read(view, wanted);
        }
        else if (wanted.Length > 0)
        {
            await lookup.ReadAsync(graph, wanted, cancellationToken).ConfigureAwait(false);
        }

        return lookup;
    }

    /// <summary>The node of an id, or null.</summary>
    public KgNode? FindNode(NodeId id) => _nodes.GetValueOrDefault(id);

    /// <summary>What the graph says of a relation, or null.</summary>
    public RelationInfo? FindRelation(RelationType relation) => _relations.GetValueOrDefault(relation);

    /// <summary>The relations between two nodes, by name, with whether they run from the first to the second.</summary>
    public IReadOnlyCollection<(RelationType Relation, bool IsForward)> GetRelations(NodeId from, NodeId to) =>
        _edges.TryGetValue((from, to), out SortedSet<(RelationType, bool)>? relations) ? relations : [];

    /// <summary>Determines whether the graph contains an edge, in its direction; a symmetric one in either.</summary>
    public bool HasEdge(NodeId source, RelationType relation, NodeId target)
    {
        IReadOnlyCollection<(RelationType Relation, bool IsForward)> relations = GetRelations(source, target);
        return relations.Contains((relation, true)) || (FindRelation(relation) is { IsSymmetric: true } && relations.Contains((relation, false)));
    }

    /// <summary>Whether the graph cut a list, so that an edge that is not seen may exist all the same.</summary>
    public bool IsUndecided(NodeId from, NodeId to) => _undecided.Contains((from, to));

    private void Read(IAdjacencyView view, IReadOnlyList<(NodeId From, NodeId To)> pairs)
    {
        foreach ((NodeId from, NodeId to) in pairs)
        {
            if (!view.TryGetOrdinal(from, out int source) || !view.TryGetOrdinal(to, out int target))
            {
                continue;
            }

            // The shorter of the two lists has the same information.
            bool isSwapped = view.GetNeighbors(target).Length < view.GetNeighbors(source).Length;
            (int node, int other) = isSwapped ? (target, source) : (source, target);
            ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = view.GetRelationCodes(node);
            int position = neighbors.BinarySearch(other);
            if (position < 0)
            {
                continue;
            }

            while (position > 0 && neighbors[position - 1] == other)
            {
                position--;
            }

            for (; position < neighbors.Length && neighbors[position] == other; position++)
            {
                bool isForward = (codes[position] & 1) == 0;
                Add(from, to, view.Relations[codes[position] >> 1].Relation, isForward != isSwapped || source == target);
            }
        }
    }

    private async Task ReadAsync(IKnowledgeGraph graph, IReadOnlyList<(NodeId From, NodeId To)> pairs, CancellationToken cancellationToken)
    {
        NodeId[] frontier = [.. pairs.Select(pair => pair.From).Distinct()];
        NeighborBatch batch = await graph.GetNeighborsAsync(frontier, null, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < frontier.Length; i++)
        {
            HashSet<NodeId> wanted = [.. pairs.Where(pair => pair.From == frontier[i]).Select(pair => pair.To)];
            foreach (KgNeighbor neighbor in batch[i])
            {
                if (wanted.Contains(neighbor.Node))
                {
                    Add(frontier[i], neighbor.Node, neighbor.Relation, neighbor.IsForward);
                }
            }

            if (batch.IsTruncated(i))
            {
                _undecided.UnionWith(wanted.Select(to => (frontier[i], to)));
            }
        }
    }

    private void Add(NodeId from, NodeId to, RelationType relation, bool isForward)
    {
        if (!_edges.TryGetValue((from, to), out SortedSet<(RelationType, bool)>? relations))
        {
            _edges[(from, to)] = relations = [];
        }

        relations.Add((relation, isForward));
    }
}
