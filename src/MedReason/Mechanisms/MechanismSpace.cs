namespace MedReason.Mechanisms;

/// <summary>The part of a graph that one question has read: directed steps between nodes, each node's edges read once and in bounded number.</summary>
/// <remarks>
/// Nodes are keys: ordinals of the adjacency view where the graph has one, else numbers in the order of their first sight. Not safe for concurrent use.
/// </remarks>
internal sealed class MechanismSpace
{
    private static readonly List<MechanismStep> None = [];
    private readonly IKnowledgeGraph _graph;
    private readonly IAdjacencyView? _view;
    private readonly MechanismEffect?[] _viewEffects;
    private readonly int _maxNodes;
    private readonly Dictionary<NodeId, int> _keys = [];
    private readonly List<NodeId> _ids = [];
    private readonly Dictionary<int, List<MechanismStep>> _out = [];
    private readonly Dictionary<int, List<MechanismStep>> _in = [];
    private readonly HashSet<int> _expanded = [];

    /// <summary>Creates a space that has read nothing.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="effects">The effects of its relations.</param>
    /// <param name="maxNodes">The maximum number of nodes whose edges are read.</param>
    public MechanismSpace(IKnowledgeGraph graph, RelationEffects effects, int maxNodes)
    {
        _graph = graph;
        Effects = effects;
        _maxNodes = maxNodes;
        _view = graph.GetService<IAdjacencyView>();
        _viewEffects = _view is null ? [] : [.. _view.Relations.Select(relation => effects.Of(relation.Relation))];
    }

    /// <summary>Gets the effects of the graph's relations.</summary>
    public RelationEffects Effects { get; }

    /// <summary>Gets whether a limit was met, or the graph cut a list.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Returns the key of a node that the graph has.</summary>
    public int KeyOf(NodeId id)
    {
        if (_view is not null)
        {
            return _view.TryGetOrdinal(id, out int ordinal) ? ordinal : throw new KnowledgeGraphException($"The adjacency view lacks the node '{id}'.");
        }

        if (!_keys.TryGetValue(id, out int key))
        {
            _keys[id] = key = _ids.Count;
            _ids.Add(id);
        }

        return key;
    }

    /// <summary>Returns the id of a key.</summary>
    public NodeId IdOf(int key) => _view is null ? _ids[key] : _view.GetId(key);

    /// <summary>Returns the steps that were read and leave a node, by target and relation; all of them when the node is expanded.</summary>
    public IReadOnlyList<MechanismStep> From(int key) => _out.GetValueOrDefault(key, None);

    /// <summary>Returns the steps that were read and reach a node; all of them when the node is expanded.</summary>
    public IReadOnlyList<MechanismStep> To(int key) => _in.GetValueOrDefault(key, None);

    /// <summary>Compares two nodes by their ids.</summary>
    public int Compare(int left, int right) => _view is null ? _ids[left].CompareTo(_ids[right]) : left.CompareTo(right);

    /// <summary>Reads the edges of some nodes, in one round trip.</summary>
    /// <returns>False when this would read more nodes than allowed; nothing is read then.</returns>
    public async ValueTask<bool> ExpandAsync(IEnumerable<int> nodes, CancellationToken cancellationToken)
    {
        int[] fresh = [.. nodes.Where(node => !_expanded.Contains(node)).Distinct()];
        if (_expanded.Count + fresh.Length > _maxNodes)
        {
            IsTruncated = true;
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_view is not null)
        {
            foreach (int node in fresh)
            {
                Read(_view, node);
            }
        }
        else if (fresh.Length > 0)
        {
            NeighborBatch batch = await _graph.GetNeighborsAsync([.. fresh.Select(IdOf)], null, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < fresh.Length; i++)
            {
                Read(batch[i], fresh[i]);
                IsTruncated |= batch.IsTruncated(i);
            }
        }

        return true;
    }

    private void Read(IAdjacencyView view, int node)
    {
        ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
        ReadOnlySpan<ushort> codes = view.GetRelationCodes(node);
        for (int i = 0; i < neighbors.Length; i++)
        {
            if (_viewEffects[codes[i] >> 1] is { } effect)
            {
                Add(node, neighbors[i], view.Relations[codes[i] >> 1].Relation, effect, isForward: (codes[i] & 1) == 0);
            }
        }

        _expanded.Add(node);
    }

    private void Read(IReadOnlyList<KgNeighbor> neighbors, int node)
    {
        foreach (KgNeighbor neighbor in neighbors)
        {
            if (Effects.Of(neighbor.Relation) is { } effect)
            {
                Add(node, KeyOf(neighbor.Node), neighbor.Relation, effect, neighbor.IsForward);
            }
        }

        _expanded.Add(node);
    }

    private void Add(int node, int neighbor, RelationType relation, MechanismEffect effect, bool isForward)
    {
        // An edge is seen from both of its ends; a self loop leads nowhere.
        if (node == neighbor || _expanded.Contains(neighbor))
        {
            return;
        }

        MechanismStep step = isForward ? new(node, neighbor, relation, effect) : new(neighbor, node, relation, effect);
        Append(_out, step.Source, step);
        Append(_in, step.Target, step);
    }

    private static void Append(Dictionary<int, List<MechanismStep>> lists, int key, MechanismStep step)
    {
        if (!lists.TryGetValue(key, out List<MechanismStep>? list))
        {
            lists[key] = list = [];
        }

        list.Add(step);
    }
}
