namespace MedReason.Tests.Paths.Search;

/// <summary>Finds paths by trying all of them: slow, plain and made independently of the finder.</summary>
internal sealed class PathOracle
{
    private readonly Dictionary<NodeId, KgNode> _nodes;
    private readonly Dictionary<NodeId, SortedDictionary<NodeId, List<KgHopRelation>>> _links = [];
    private readonly KgFilter _filter;

    public PathOracle(IEnumerable<KgNode> nodes, IEnumerable<KgEdge> edges, IEnumerable<RelationInfo> relations, KgFilter filter)
    {
        _nodes = nodes.ToDictionary(node => node.Id);
        _filter = filter;
        var schema = relations.ToDictionary(relation => relation.Relation);
        foreach (KgEdge edge in edges.Distinct())
        {
            if (edge.Source != edge.Target && filter.Allows(schema[edge.Relation]))
            {
                Polarity polarity = schema[edge.Relation].Polarity;
                Add(edge.Source, edge.Target, new KgHopRelation { Relation = edge.Relation, IsForward = true, Polarity = polarity });
                Add(edge.Target, edge.Source, new KgHopRelation { Relation = edge.Relation, IsForward = false, Polarity = polarity });
            }
        }

        foreach (List<KgHopRelation> relationsOfHop in _links.Values.SelectMany(link => link.Values))
        {
            relationsOfHop.Sort((one, other) =>
                one.Relation != other.Relation ? one.Relation.CompareTo(other.Relation) : other.IsForward.CompareTo(one.IsForward));
        }
    }

    /// <summary>The hops of a shortest path, or null when there is no path.</summary>
    public int? Distance(NodeId from, NodeId to)
    {
        var distances = new Dictionary<NodeId, int> { [from] = 0 };
        var queue = new Queue<NodeId>([from]);
        while (queue.TryDequeue(out NodeId node))
        {
            if (node == to)
            {
                return distances[node];
            }

            foreach (NodeId next in node == from || _filter.Allows(_nodes[node].Type) ? [.. LinksOf(node).Keys] : (NodeId[])[])
            {
                if (distances.TryAdd(next, distances[node] + 1))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return null;
    }

    /// <summary>All paths without repetition up to a maximum number of hops, best first.</summary>
    public List<KgPath> Paths(NodeId from, NodeId to, int maxLength, IPathCost? cost)
    {
        var found = new List<(long Cost, KgPath Path)>();
        Walk([from], 0);
        found.Sort((one, other) => one.Cost != other.Cost ? one.Cost.CompareTo(other.Cost) : one.Path.CompareTo(other.Path));
        return [.. found.Select(entry => entry.Path)];

        void Walk(List<NodeId> prefix, long costSoFar)
        {
            NodeId last = prefix[^1];
            if (last == to)
            {
                found.Add((costSoFar, ToPath(prefix)));
                return;
            }

            if (prefix.Count > maxLength || (prefix.Count > 1 && !_filter.Allows(_nodes[last].Type)))
            {
                return;
            }

            foreach ((NodeId next, List<KgHopRelation> relations) in LinksOf(last))
            {
                if (!prefix.Contains(next))
                {
                    long hopCost = cost is null ? 0 : (long)Math.Round(cost.GetHopCost(_nodes[last], _nodes[next], relations) * 1e9);
                    Walk([.. prefix, next], costSoFar + hopCost);
                }
            }
        }
    }

    private KgPath ToPath(List<NodeId> ids) => new()
    {
        Nodes = [.. ids.Select(id => _nodes[id])],
        Hops = [.. ids.Skip(1).Select((id, i) => new KgHop { Relations = LinksOf(ids[i])[id] })],
    };

    private SortedDictionary<NodeId, List<KgHopRelation>> LinksOf(NodeId node) => _links.TryGetValue(node, out var links) ? links : [];

    private void Add(NodeId from, NodeId to, KgHopRelation relation)
    {
        _links.TryAdd(from, []);
        _links[from].TryAdd(to, []);
        _links[from][to].Add(relation);
    }
}
