using System.Globalization;

namespace MedReason.Paths;

/// <summary>
/// Searches a graph that offers no <see cref="IAdjacencyView"/>: requests the frontiers of all pairs in one call per level, from both ends, keeps what is
/// returned, and finishes with the search in memory on that part.
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

    /// <summary>Creates an expansion for one query.</summary>
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
    /// <param name="cancellationToken">Cancels the search.</param>
    public async ValueTask<PathSearchResult> RunAsync(CancellationToken cancellationToken)
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
        await FinishAsync(pairs, results, cancellationToken).ConfigureAwait(false);
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
        // A node with more edges than the limit of any pair ends the search anyway.
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

            _rows[from] = new FrontierRow([.. edges]) { EdgeCount = batch[i].Count, IsTruncated = batch.IsTruncated(i) };
            _edgeCount += edges.Count;
        }
    }

    /// <summary>
    /// Requests the edge between the two ends of a pair on its own, where the filter excludes both: neither is then returned as a neighbor of the other.
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

    private async ValueTask FinishAsync(FrontierPair?[] pairs, PairSearchResult?[] results, CancellationToken cancellationToken)
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
                        Search(bareSpace, part.Filter, pair, recorder, cancellationToken);
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

            bool isUncertain = pair.HasTruncatedNeighbors && pair.Cut is null;
            results[i] = pair.Outcome == PathOutcome.Found
                ? WithCuts(pair, Search(space!, part!.Filter, pair, _query.Cost, cancellationToken))
                : new PairSearchResult
                {
                    Pair = pair.Pair,
                    Outcome = isUncertain ? PathOutcome.Cut : pair.Outcome,
                    Cuts = ShortestPathFinder.CutsOf(isUncertain ? PathCut.Neighbors : pair.Cut),
                    ExpandedEdges = pair.ExpandedEdges,
                };
        }

        await CompletePathsAsync(results, cancellationToken).ConfigureAwait(false);
    }

    private PairSearchResult Search(SearchSpace space, WalkFilter filter, FrontierPair pair, IPathCost? cost, CancellationToken cancellationToken)
    {
        space.View.TryGetOrdinal(pair.Pair.From, out int source);
        space.View.TryGetOrdinal(pair.Pair.To, out int target);
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
        using var context = new SearchContext(space, filter, query, _maxBytes, cancellationToken);
        return ShortestPathFinder.SearchPair(context, pair.Pair, source, target);
    }

    /// <summary>Adds to a result the limits that were reached while the graph was asked.</summary>
    private static PairSearchResult WithCuts(FrontierPair pair, PairSearchResult result)
    {
        PathCut?[] reached = [.. result.Cuts, pair.Cut, pair.HasTruncatedNeighbors ? PathCut.Neighbors : null];
        return result with
        {
            Cuts = ShortestPathFinder.CutsOf(reached),
            IsTruncated = result.IsTruncated || pair.Cut is not null || pair.HasTruncatedNeighbors,
            ExpandedEdges = pair.ExpandedEdges,
        };
    }

    /// <summary>Puts whole nodes where paths have only ids.</summary>
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
                throw new KnowledgeGraphException($"The graph returned '{ids[i]}' as a neighbor, but has no node of that id.");
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

    private static void CheckCount(int found, int expected)
    {
        if (found != expected)
        {
            throw new KnowledgeGraphException(string.Create(
                CultureInfo.InvariantCulture, $"The graph must return one entry for each node: expected {expected} nodes, found {found}."));
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

    /// <summary>Returns the index of a relation; one that the schema does not list is affirmed and uses its name as its phrase.</summary>
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

    /// <summary>Has cost 0 for every hop and records its nodes, so that they can be fetched in one call.</summary>
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
