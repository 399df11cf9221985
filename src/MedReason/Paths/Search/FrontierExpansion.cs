using System.Globalization;

namespace MedReason.Paths;

/// <summary>
/// Searches a graph that offers no <see cref="IAdjacencyView"/>: asks for the frontiers of all pairs in one call a level, from both ends, keeps what it is
/// told, and lets the search in memory finish on that.
/// </summary>
internal sealed class FrontierExpansion
{
    private const int BytesPerEdge = 48;
    private readonly IKnowledgeGraph _graph;
    private readonly PathQuery _query;
    private readonly long _maxBytes;
    private readonly Dictionary<NodeId, int> _indexes = [];
    private readonly List<NodeId> _ids = [];
    private readonly List<FrontierRow?> _rows = [];
    private readonly Dictionary<RelationType, int> _relationIndexes = [];
    private readonly List<RelationInfo> _relations = [];
    private readonly List<bool> _allowedRelations = [];
    private readonly HashSet<int> _barred = [];
    private readonly HashSet<(int From, int To)> _directEdges = [];
    private readonly List<(int From, int To, ushort Code)> _extraEdges = [];
    private readonly Dictionary<NodeId, KgNode> _known = [];
    private int _roundTrips;
    private long _edgeCount;

    /// <summary>Makes an expansion for one query.</summary>
    public FrontierExpansion(IKnowledgeGraph graph, KnowledgeGraphMetadata metadata, PathQuery query, long maxBytes)
    {
        _graph = graph;
        _query = query;
        _maxBytes = maxBytes;
        foreach (RelationInfo relation in metadata.Relations)
        {
            AddRelation(relation);
        }
    }

    /// <summary>Answers the query.</summary>
    /// <param name="finder">Finishes in memory.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async ValueTask<PathSearchResult> RunAsync(ShortestPathFinder finder, CancellationToken cancellationToken)
    {
        await LoadNodesAsync([.. _query.Pairs.SelectMany(pair => (NodeId[])[pair.From, pair.To]).Distinct().Order()], false, cancellationToken)
            .ConfigureAwait(false);
        var results = new PairSearchResult?[_query.Pairs.Count];
        var pairs = new FrontierPair?[results.Length];
        for (int i = 0; i < results.Length; i++)
        {
            PathPair pair = _query.Pairs[i];
            if (!_known.ContainsKey(pair.From) || !_known.ContainsKey(pair.To))
            {
                results[i] = ShortestPathFinder.Unknown(pair);
            }
            else if (pair.From == pair.To)
            {
                results[i] = ShortestPathFinder.Same(pair);
            }
            else
            {
                pairs[i] = new FrontierPair(_query, pair, EndOf(pair.From), EndOf(pair.To));
            }
        }

        await ExpandAsync([.. pairs.OfType<FrontierPair>()], cancellationToken).ConfigureAwait(false);
        await FinishAsync(finder, pairs, results, cancellationToken).ConfigureAwait(false);
        return new PathSearchResult { Pairs = [.. results.Select(result => result!)], RoundTrips = _roundTrips };
    }

    private async ValueTask ExpandAsync(FrontierPair[] pairs, CancellationToken cancellationToken)
    {
        await LoadBarredEndsAsync(pairs, cancellationToken).ConfigureAwait(false);
        FrontierPair[] active = [.. pairs.Where(pair => pair.IsActive)];
        while (active.Length > 0)
        {
            int[] frontier = [.. active.SelectMany(pair => pair.Needs).Distinct().Where(node => _rows[node] is null).OrderBy(node => _ids[node])];
            if (frontier.Length > 0)
            {
                await LoadEdgesAsync(frontier, active.Max(pair => pair.Budget), cancellationToken).ConfigureAwait(false);
            }

            foreach (FrontierPair pair in active)
            {
                if (_edgeCount * BytesPerEdge > _maxBytes)
                {
                    pair.StopForMemory();
                }
                else
                {
                    pair.Advance(_rows, _barred, IsDirect(pair));
                }
            }

            active = [.. active.Where(pair => pair.IsActive)];
        }
    }

    private async ValueTask LoadEdgesAsync(int[] frontier, long budget, CancellationToken cancellationToken)
    {
        // A node with more edges than any pair may look at ends the search anyway.
        var options = new NeighborOptions { Filter = _query.Filter, MaxNeighborsPerNode = budget < int.MaxValue ? (int)budget + 1 : null };
        NeighborBatch batch = await CallAsync(Array.ConvertAll(frontier, node => _ids[node]), options, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < frontier.Length; i++)
        {
            int from = frontier[i];
            var edges = new List<(int To, ushort Code)>(batch[i].Count);
            foreach (KgNeighbor neighbor in batch[i])
            {
                int to = IndexOf(neighbor.Node);
                int relation = RelationOf(neighbor.Relation);
                if (to != from && _allowedRelations[relation])
                {
                    edges.Add((to, CodeOf(relation, neighbor.IsForward)));
                }
            }

            _rows[from] = new FrontierRow([.. edges]) { Told = batch[i].Count, IsTruncated = batch.IsTruncated(i) };
            _edgeCount += edges.Count;
        }
    }

    /// <summary>
    /// Where the filter bars both ends of a pair from standing between ends, neither is told as a neighbour of the other, so the edge between them is asked
    /// for on its own.
    /// </summary>
    private async ValueTask LoadBarredEndsAsync(FrontierPair[] pairs, CancellationToken cancellationToken)
    {
        FrontierPair[] barred = [.. pairs.Where(pair => pair.IsActive && _barred.Contains(pair.SourceNode) && _barred.Contains(pair.TargetNode))];
        if (barred.Length == 0)
        {
            return;
        }

        NodeId[] sources = [.. barred.Select(pair => pair.Pair.From).Distinct().Order()];
        var filter = new KgFilter
        {
            Relations = _query.Filter.Relations,
            ExcludedRelations = _query.Filter.ExcludedRelations,
            Polarities = _query.Filter.Polarities,
        };
        NeighborBatch batch = await CallAsync(sources, new NeighborOptions { Filter = filter }, cancellationToken).ConfigureAwait(false);
        var targets = barred.Select(pair => (pair.SourceNode, pair.TargetNode)).ToHashSet();
        for (int i = 0; i < sources.Length; i++)
        {
            int from = IndexOf(sources[i]);
            foreach (KgNeighbor neighbor in batch[i])
            {
                int relation = RelationOf(neighbor.Relation);
                if (_allowedRelations[relation] && _indexes.TryGetValue(neighbor.Node, out int to) && targets.Contains((from, to)))
                {
                    _directEdges.Add((from, to));
                    _extraEdges.Add((from, to, CodeOf(relation, neighbor.IsForward)));
                }
            }
        }
    }

    private bool IsDirect(FrontierPair pair) => _directEdges.Contains((pair.SourceNode, pair.TargetNode))
        || Array.Exists(_rows[pair.SourceNode]!.Edges, edge => edge.To == pair.TargetNode)
        || Array.Exists(_rows[pair.TargetNode]!.Edges, edge => edge.To == pair.SourceNode);

    private async ValueTask FinishAsync(
        ShortestPathFinder finder, FrontierPair?[] pairs, PairSearchResult?[] results, CancellationToken cancellationToken)
    {
        FrontierGraph? part = null;
        SearchSpace? space = null;
        if (Array.Exists(pairs, pair => pair?.Outcome == PathOutcome.Found))
        {
            part = BuildPart();
            if (_query.Cost is not null)
            {
                var recorder = new NodeRecorder();
                var bareSpace = new SearchSpace(part);
                foreach (FrontierPair? pair in pairs)
                {
                    if (pair?.Outcome == PathOutcome.Found)
                    {
                        Search(finder, bareSpace, part, pair, recorder, cancellationToken);
                    }
                }

                await LoadNodesAsync([.. recorder.Ids.Where(id => !_known.ContainsKey(id)).Order()], true, cancellationToken).ConfigureAwait(false);
            }

            foreach (KgNode node in _known.Values)
            {
                if (part.TryGetOrdinal(node.Id, out _))
                {
                    part.SetNode(node);
                }
            }

            space = new SearchSpace(part);
        }

        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i] is not { } pair)
            {
                continue;
            }

            bool isUnsure = pair.HasTruncatedNeighbors && pair.Cut is null;
            results[i] = pair.Outcome == PathOutcome.Found
                ? Told(pair, Search(finder, space!, part!, pair, _query.Cost, cancellationToken))
                : new PairSearchResult
                {
                    Pair = pair.Pair,
                    Outcome = isUnsure ? PathOutcome.Cut : pair.Outcome,
                    Cuts = isUnsure ? [PathCut.Neighbors] : pair.Cut is { } cut ? [cut] : [],
                    ExpandedEdges = pair.ExpandedEdges,
                };
        }

        await CompletePathsAsync(results, cancellationToken).ConfigureAwait(false);
    }

    private PairSearchResult Search(
        ShortestPathFinder finder, SearchSpace space, FrontierGraph part, FrontierPair pair, IPathCost? cost, CancellationToken cancellationToken)
    {
        part.TryGetOrdinal(pair.Pair.From, out int source);
        part.TryGetOrdinal(pair.Pair.To, out int target);
        var query = new PathQuery
        {
            Pairs = _query.Pairs,
            MaxLength = _query.MaxLength,
            Slack = pair.Cut is null ? _query.Slack : 0,
            MaxPathsPerPair = cost is NodeRecorder ? 0 : _query.MaxPathsPerPair,
            MaxExpandedEdges = _query.MaxExpandedEdges,
            Filter = _query.Filter,
            Cost = cost,
        };
        SearchScratch scratch = space.Rent();
        try
        {
            return finder.SearchPair(space, scratch, part.Filter, query, pair.Pair, source, target, cancellationToken);
        }
        finally
        {
            space.Return(scratch);
        }
    }

    private static PairSearchResult Told(FrontierPair pair, PairSearchResult result)
    {
        var cuts = new SortedSet<PathCut>(result.Cuts);
        if (pair.Cut is { } cut)
        {
            cuts.Add(cut);
        }

        if (pair.HasTruncatedNeighbors)
        {
            cuts.Add(PathCut.Neighbors);
        }

        return result with
        {
            Cuts = [.. cuts],
            IsTruncated = result.IsTruncated || pair.Cut is not null || pair.HasTruncatedNeighbors,
            ExpandedEdges = pair.ExpandedEdges,
        };
    }

    /// <summary>Puts whole nodes where paths carry ids alone.</summary>
    private async ValueTask CompletePathsAsync(PairSearchResult?[] results, CancellationToken cancellationToken)
    {
        NodeId[] missing = [.. results.SelectMany(result => result!.Paths).SelectMany(path => path.Nodes).Select(node => node.Id)
            .Where(id => !_known.ContainsKey(id)).Distinct().Order()];
        if (missing.Length == 0)
        {
            return;
        }

        await LoadNodesAsync(missing, true, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < results.Length; i++)
        {
            PairSearchResult result = results[i]!;
            if (result.Paths.Count > 0)
            {
                results[i] = result with { Paths = [.. result.Paths.Select(Complete)] };
            }
        }
    }

    private KgPath Complete(KgPath path) => new() { Nodes = [.. path.Nodes.Select(node => _known[node.Id])], Hops = path.Hops };

    private FrontierGraph BuildPart()
    {
        NodeId[] ids = [.. _ids.Order()];
        var places = new Dictionary<NodeId, int>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            places.Add(ids[i], i);
        }

        RelationInfo[] relations = [.. _relations.OrderBy(relation => relation.Relation)];
        int[] codes = [.. _relations.Select(relation => Array.IndexOf(relations, relation))];
        var edges = new List<(int From, int To, ushort Code)>((int)_edgeCount + _extraEdges.Count);
        foreach ((int from, int to, ushort code) in _extraEdges)
        {
            edges.Add((places[_ids[from]], places[_ids[to]], CodeOf(codes[code >> 1], (code & 1) == 0)));
        }

        for (int from = 0; from < _rows.Count; from++)
        {
            foreach ((int to, ushort code) in _rows[from]?.Edges ?? [])
            {
                edges.Add((places[_ids[from]], places[_ids[to]], CodeOf(codes[code >> 1], (code & 1) == 0)));
            }
        }

        return new FrontierGraph(ids, _barred.Select(node => _ids[node]).ToHashSet(), relations, edges);
    }

    private async ValueTask LoadNodesAsync(NodeId[] ids, bool mustExist, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return;
        }

        IReadOnlyList<KgNode?> nodes = await _graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        _roundTrips++;
        CheckCount(nodes.Count, ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (nodes[i] is { } node)
            {
                _known[ids[i]] = node;
            }
            else if (mustExist)
            {
                throw new KnowledgeGraphException($"The graph tells '{ids[i]}' as a neighbour but does not know it as a node.");
            }
        }
    }

    private async ValueTask<NeighborBatch> CallAsync(NodeId[] frontier, NeighborOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        NeighborBatch batch = await _graph.GetNeighborsAsync(frontier, options, cancellationToken).ConfigureAwait(false);
        _roundTrips++;
        CheckCount(batch.Count, frontier.Length);
        return batch;
    }

    private static void CheckCount(int told, int asked)
    {
        if (told != asked)
        {
            throw new KnowledgeGraphException(string.Create(
                CultureInfo.InvariantCulture, $"The graph was asked about {asked} nodes and told of {told}; it must answer for each."));
        }
    }

    private int EndOf(NodeId id)
    {
        int index = IndexOf(id);
        if (!_query.Filter.Allows(_known[id].Type))
        {
            _barred.Add(index);
        }

        return index;
    }

    private int IndexOf(NodeId id)
    {
        if (!_indexes.TryGetValue(id, out int index))
        {
            index = _ids.Count;
            _indexes.Add(id, index);
            _ids.Add(id);
            _rows.Add(null);
        }

        return index;
    }

    /// <summary>A relation's place; one that the schema does not tell is affirmed and reads as it is called.</summary>
    private int RelationOf(RelationType relation) => _relationIndexes.TryGetValue(relation, out int index)
        ? index
        : AddRelation(new RelationInfo
        {
            Relation = relation,
            Family = relation.Family,
            DisplayName = relation.Value,
            ForwardPhrase = relation.Value,
            ReversePhrase = relation.Value,
        });

    private int AddRelation(RelationInfo relation)
    {
        _relationIndexes.Add(relation.Relation, _relations.Count);
        _relations.Add(relation);
        _allowedRelations.Add(_query.Filter.Allows(relation));
        return _relations.Count - 1;
    }

    private static ushort CodeOf(int relation, bool isForward) => checked((ushort)((2 * relation) + (isForward ? 0 : 1)));

    /// <summary>Costs nothing and remembers whose cost was asked, so that those nodes can be fetched in one call.</summary>
    private sealed class NodeRecorder : IPathCost
    {
        public HashSet<NodeId> Ids { get; } = [];

        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations)
        {
            Ids.Add(from.Id);
            Ids.Add(to.Id);
            return 0;
        }
    }
}
