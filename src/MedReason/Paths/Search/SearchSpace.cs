using System.Collections.Concurrent;

namespace MedReason.Paths;

/// <summary>What all searches over one graph share: node types as a table, hops as objects, and pooled scratch. Safe for concurrent use.</summary>
internal sealed class SearchSpace
{
    private const int NodeCacheSize = 1 << 13;
    private readonly CachedNode?[] _nodes = new CachedNode?[NodeCacheSize];
    private readonly SearchScratch?[] _pool = new SearchScratch?[Environment.ProcessorCount * 2];
    private readonly KgHopRelation[] _relations;
    private readonly KgHop?[] _singleHops;
    private readonly ConcurrentDictionary<ulong, KgHop> _multipleHops = new();
    private ushort[]? _nodeTypes;

    /// <summary>Creates the space of a graph.</summary>
    /// <param name="view">The graph.</param>
    public SearchSpace(IAdjacencyView view)
    {
        View = view;
        _relations = new KgHopRelation[view.Relations.Count * 2];
        _singleHops = new KgHop?[_relations.Length];
        for (int code = 0; code < _relations.Length; code++)
        {
            RelationInfo info = view.Relations[code >> 1];
            _relations[code] = new KgHopRelation { Relation = info.Relation, IsForward = (code & 1) == 0, Polarity = info.Polarity };
        }
    }

    /// <summary>Gets the graph.</summary>
    public IAdjacencyView View { get; }

    /// <summary>Rents scratch that nobody else uses until it is returned.</summary>
    public SearchScratch Rent()
    {
        for (int i = 0; i < _pool.Length; i++)
        {
            SearchScratch? scratch = Interlocked.Exchange(ref _pool[i], null);
            if (scratch is not null)
            {
                return scratch;
            }
        }

        return new SearchScratch(View);
    }

    /// <summary>Returns scratch to the pool.</summary>
    public void Return(SearchScratch scratch)
    {
        scratch.Trim();
        for (int i = 0; i < _pool.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _pool[i], scratch, null) is null)
            {
                return;
            }
        }
    }

    /// <summary>Returns the node of an ordinal; the last ones are cached, since a graph may create a node at each call.</summary>
    public KgNode NodeAt(int ordinal)
    {
        ref CachedNode? slot = ref _nodes[ordinal & (NodeCacheSize - 1)];
        CachedNode? cached = Volatile.Read(ref slot);
        if (cached is null || cached.Ordinal != ordinal)
        {
            cached = new CachedNode(ordinal, View.GetNode(ordinal));
            Volatile.Write(ref slot, cached);
        }

        return cached.Node;
    }

    /// <summary>Compiles a filter to tables.</summary>
    public WalkFilter Compile(KgFilter filter)
    {
        bool[] allowedCodes = new bool[_relations.Length];
        bool hasBarredCode = false;
        for (int relation = 0; relation < View.Relations.Count; relation++)
        {
            bool isAllowed = filter.Allows(View.Relations[relation]);
            allowedCodes[2 * relation] = isAllowed;
            allowedCodes[(2 * relation) + 1] = isAllowed;
            hasBarredCode |= !isAllowed;
        }

        bool[] allowedTypes = new bool[View.NodeTypes.Count];
        bool hasBarredType = false;
        for (int type = 0; type < allowedTypes.Length; type++)
        {
            allowedTypes[type] = filter.Allows(View.NodeTypes[type]);
            hasBarredType |= !allowedTypes[type];
        }

        return new WalkFilter(hasBarredCode ? allowedCodes : null, hasBarredType ? NodeTypeTable() : null, hasBarredType ? allowedTypes : null);
    }

    /// <summary>Returns the hop from one node to a neighbor, with every relation that passes the filter.</summary>
    public KgHop HopBetween(int from, int to, WalkFilter filter)
    {
        ReadOnlySpan<int> neighbors = View.GetNeighbors(from);
        int first = neighbors.BinarySearch(to);
        while (first > 0 && neighbors[first - 1] == to)
        {
            first--;
        }

        int end = first + 1;
        while (end < neighbors.Length && neighbors[end] == to)
        {
            end++;
        }

        return HopOf(View.GetRelationCodes(from)[first..end], filter);
    }

    /// <summary>Returns the hop of those codes that pass the filter.</summary>
    public KgHop HopOf(ReadOnlySpan<ushort> codes, WalkFilter filter)
    {
        // Up to four codes fit a key; 0xFFFF, which no code reaches, fills the rest.
        ulong key = ulong.MaxValue;
        int count = 0;
        ushort only = 0;
        foreach (ushort code in codes)
        {
            if (filter.IsAllowed(code))
            {
                key = (key << 16) | code;
                only = code;
                count++;
            }
        }

        return count switch
        {
            1 => _singleHops[only] ??= new KgHop { Relations = [_relations[only]] },
            <= 4 => _multipleHops.TryGetValue(key, out KgHop? hop) ? hop : _multipleHops.GetOrAdd(key, NewHop(codes, filter)),
            _ => NewHop(codes, filter),
        };
    }

    private KgHop NewHop(ReadOnlySpan<ushort> codes, WalkFilter filter)
    {
        var relations = new List<KgHopRelation>(codes.Length);
        foreach (ushort code in codes)
        {
            if (filter.IsAllowed(code))
            {
                relations.Add(_relations[code]);
            }
        }

        return new KgHop { Relations = relations.ToArray() };
    }

    private ushort[] NodeTypeTable()
    {
        ushort[]? types = Volatile.Read(ref _nodeTypes);
        if (types is null)
        {
            types = new ushort[View.NodeCount];
            for (int node = 0; node < types.Length; node++)
            {
                types[node] = checked((ushort)View.GetNodeTypeIndex(node));
            }

            Volatile.Write(ref _nodeTypes, types);
        }

        return types;
    }

    private sealed record CachedNode(int Ordinal, KgNode Node);
}
