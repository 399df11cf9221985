using System.Text.RegularExpressions;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>The identifiers of several graphs, united into classes that denote the same.</summary>
internal sealed partial class NodeClasses
{
    private readonly IReadOnlyList<GraphJoinInput> _inputs;
    private readonly Dictionary<NodeId, NodeId> _parents = [];
    private readonly Dictionary<NodeId, (int Input, NodeType Type)> _first = [];

    // What has been united so far, by root; an identifier that stands alone is not listed.
    private readonly Dictionary<NodeId, List<NodeId>> _united = [];

    public NodeClasses(IReadOnlyList<GraphJoinInput> inputs)
    {
        _inputs = inputs;
        for (int input = 0; input < inputs.Count; input++)
        {
            InMemoryKnowledgeGraph graph = inputs[input].Graph;
            for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
            {
                _first.TryAdd(graph.GetId(ordinal), (input, graph.NodeTypes[graph.GetNodeTypeIndex(ordinal)]));
            }
        }
    }

    /// <summary>Unites what the sources state to be the same, in an order that does not depend on theirs.</summary>
    public void Unite(bool byName, List<GraphJoinEvent> events, CancellationToken cancellationToken)
    {
        foreach (NodeEquivalence equivalence in _inputs.SelectMany(static input => input.Equivalences).Distinct()
            .OrderBy(static item => item.Id).ThenBy(static item => item.EquivalentId))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Unite(equivalence.Id, equivalence.EquivalentId, GraphJoinEventKind.Joined, events);
        }

        if (byName)
        {
            UniteByName(events, cancellationToken);
        }
    }

    /// <summary>The identifier that the node of an identifier bears in the joined graph.</summary>
    public NodeId Find(NodeId id)
    {
        while (_parents.TryGetValue(id, out NodeId parent))
        {
            id = parent;
        }

        return id;
    }

    /// <summary>The type of a node that some source holds: that of the earliest source.</summary>
    public NodeType GetType(NodeId id) => _first[id].Type;

    /// <summary>The nodes of each class in the order of the sources, by the class's identifier in ordinal order.</summary>
    public IEnumerable<(NodeId Id, IReadOnlyList<(int Input, KgNode Node)> Members)> Members()
    {
        foreach (NodeId id in _first.Keys.Where(id => !_parents.ContainsKey(id)).Order())
        {
            NodeId[] ids = _united.TryGetValue(id, out List<NodeId>? united) ? [.. united.Order()] : [id];
            var members = new List<(int, KgNode)>(ids.Length);
            for (int input = 0; input < _inputs.Count; input++)
            {
                foreach (NodeId member in ids)
                {
                    if (_inputs[input].Graph.TryGetOrdinal(member, out int ordinal))
                    {
                        members.Add((input, _inputs[input].Graph.GetNode(ordinal)));
                    }
                }
            }

            yield return (id, members);
        }
    }

    private void UniteByName(List<GraphJoinEvent> events, CancellationToken cancellationToken)
    {
        // A name that two nodes of one vocabulary share denotes neither for certain.
        var holders = new Dictionary<(NodeType Type, string Name), List<NodeId>>();
        foreach ((NodeId id, (_, NodeType type)) in _first.OrderBy(static pair => pair.Value.Input).ThenBy(static pair => pair.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = FoldName(FindName(id));
            if (name.Length > 0)
            {
                if (!holders.TryGetValue((type, name), out List<NodeId>? nodes))
                {
                    holders.Add((type, name), nodes = []);
                }

                nodes.Add(id);
            }
        }

        foreach (List<NodeId> nodes in holders.Values)
        {
            Dictionary<string, int> counts = nodes.CountBy(static id => id.Prefix.ToString()).ToDictionary();
            NodeId[] unique = [.. nodes.Where(id => counts[id.Prefix.ToString()] == 1)];
            foreach (NodeId other in unique.Skip(1))
            {
                Unite(unique[0], other, GraphJoinEventKind.JoinedByName, events);
            }
        }
    }

    private string FindName(NodeId id)
    {
        foreach (GraphJoinInput input in _inputs)
        {
            if (input.Graph.TryGetOrdinal(id, out int ordinal) && input.Graph.GetNode(ordinal).Name is { Length: > 0 } name)
            {
                return name;
            }
        }

        return string.Empty;
    }

    // One vocabulary writes "Huntington's disease" where another writes "Huntington disease".
    private static string FoldName(string name) => NameFolding.Fold(Possessive().Replace(name, string.Empty));

    [GeneratedRegex(@"(?<=\p{L})['\u2019]s(?![\p{L}\p{N}])")]
    private static partial Regex Possessive();

    private void Unite(NodeId left, NodeId right, GraphJoinEventKind kind, List<GraphJoinEvent> events)
    {
        (NodeId a, NodeId b) = (Find(left), Find(right));
        if (a == b)
        {
            return;
        }

        // The root is the identifier that the earliest source gives; one that no graph holds comes last, as it only carries an equivalence on.
        if (Rank(b).CompareTo(Rank(a)) < 0)
        {
            (a, b) = (b, a);
        }

        List<NodeId> first = _united.GetValueOrDefault(a) ?? [a];
        List<NodeId> second = _united.GetValueOrDefault(b) ?? [b];
        bool areNodes = _first.TryGetValue(a, out (int Input, NodeType Type) one) & _first.TryGetValue(b, out (int Input, NodeType Type) other);
        if (areNodes && one.Type != other.Type)
        {
            events.Add(Event(GraphJoinEventKind.TypeDiffers, a, b, $"stated to be the same, but of the types '{one.Type}' and '{other.Type}'"));
            return;
        }

        if (first.Any(x => second.Exists(y => x.Prefix.SequenceEqual(y.Prefix))))
        {
            if (areNodes)
            {
                events.Add(Event(GraphJoinEventKind.SameVocabulary, a, b, "joining them would give one node two identifiers of one vocabulary"));
            }

            return;
        }

        _united.Remove(b);
        _united[a] = [.. first, .. second];
        _parents[b] = a;
        if (areNodes)
        {
            events.Add(Event(kind, a, b, kind == GraphJoinEventKind.Joined ? $"stated by {left} and {right}" : "same type and name"));
        }
    }

    private (int Input, NodeId Id) Rank(NodeId id) => (_first.TryGetValue(id, out (int Input, NodeType Type) first) ? first.Input : int.MaxValue, id);

    private static GraphJoinEvent Event(GraphJoinEventKind kind, NodeId id, NodeId other, string detail) =>
        new() { Kind = kind, Id = id, OtherId = other, Detail = detail };
}
