using System.Runtime.InteropServices;

namespace MedReason.Graph;

/// <summary>One of two graphs that are compared: its nodes and relations by their places in the union of both, and the edges of the current node.</summary>
/// <param name="view">The graph.</param>
/// <param name="attributes">What it states of its edges; null for nothing.</param>
/// <param name="nodeRanks">The place of each node.</param>
/// <param name="relationRanks">The place of each relation.</param>
internal sealed class ComparedGraph(IAdjacencyView view, IEdgeAttributes? attributes, int[] nodeRanks, int[] relationRanks)
{
    private readonly List<ulong> _keys = [];
    private readonly List<(int Relation, int Target)> _edges = [];
    private IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> _statements = [];
    private int _source;
    private int _next;

    /// <summary>Gets the relation and the target of each edge that starts at the current node, by places and ascending.</summary>
    public ReadOnlySpan<ulong> Keys => CollectionsMarshal.AsSpan(_keys);

    /// <summary>Gets a value indicating whether the graph states anything of its edges.</summary>
    public bool HasAttributes => attributes is not null;

    /// <summary>Moves to a place of the union of the nodes; a node that this graph does not hold has no edges.</summary>
    /// <param name="rank">The place; each is visited once, in ascending order.</param>
    public void MoveTo(int rank)
    {
        _keys.Clear();
        _edges.Clear();
        _statements = [];
        if (_next == nodeRanks.Length || nodeRanks[_next] != rank)
        {
            return;
        }

        _source = _next++;
        ReadOnlySpan<int> neighbors = view.GetNeighbors(_source);
        ReadOnlySpan<ushort> codes = view.GetRelationCodes(_source);
        for (int i = 0; i < neighbors.Length; i++)
        {
            if ((codes[i] & 1) == 0)
            {
                _keys.Add(((ulong)(uint)relationRanks[codes[i] >> 1] << 32) | (uint)nodeRanks[neighbors[i]]);
                _edges.Add((codes[i] >> 1, neighbors[i]));
            }
        }

        CollectionsMarshal.AsSpan(_keys).Sort(CollectionsMarshal.AsSpan(_edges));
    }

    /// <summary>Reads the attributes of the current node's edges, in one call.</summary>
    public async ValueTask ReadAttributesAsync(CancellationToken cancellationToken)
    {
        if (attributes is not null && _edges.Count > 0)
        {
            _statements = await attributes.GetAttributesAsync([.. Enumerable.Range(0, _edges.Count).Select(GetBareEdge)], cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Returns the attributes of one of the current node's edges.</summary>
    public IReadOnlyList<KgEdgeAttributes> GetStatements(int index) => _statements.Count == 0 ? [] : _statements[index];

    /// <summary>Returns one of the current node's edges.</summary>
    public KgEdge GetEdge(int index) => GetBareEdge(index) with { Attributes = GetStatements(index) };

    /// <summary>Returns the source that <see cref="EdgeChange.KnowledgeSource"/> names.</summary>
    public string? GetKnowledgeSource(int index) =>
        GetStatements(index).FirstOrDefault(static statement => statement.Sources.Count > 0)?.Sources[0] ?? view.GetNode(_source).Source;

    private KgEdge GetBareEdge(int index) => new()
    {
        Source = view.GetId(_source),
        Relation = view.Relations[_edges[index].Relation].Relation,
        Target = view.GetId(_edges[index].Target),
    };
}
