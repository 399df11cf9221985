namespace MedReason.Paths;

/// <summary>Holds curated pairs with their candidate paths and learns priors from any subset of them.</summary>
internal sealed class PathPriorsLearner
{
    // Cross-fitting: the node model must see chances as good as those of pairs that the path model has not learned from.
    private const int InnerFolds = 5;

    // The number of observations that a kind of hop is assumed to have of what hops of its direction are.
    private const double Prior = 5;
    private const double BaseCost = 0.3;

    private readonly DegreeLookup _degrees;
    private readonly PathLearningOptions _options;
    private readonly string _graphName;

    private PathPriorsLearner(DegreeLookup degrees, PathLearningOptions options, string graphName)
    {
        _degrees = degrees;
        _options = options;
        _graphName = graphName;
    }

    /// <summary>The curated pairs.</summary>
    public IReadOnlyList<Example> Examples { get; private set; } = [];

    /// <summary>Learns the hop costs of the pairs, and finds every pair's candidates under them.</summary>
    /// <remarks>For cross-validation the hop costs, which only order and trim the candidates, are learned from the given pairs.</remarks>
    public static async Task<PathPriorsLearner> LoadAsync(
        IKnowledgeGraph graph,
        IPathFinder finder,
        IReadOnlyList<CuratedPaths> curated,
        PathLearningOptions options,
        CancellationToken cancellationToken,
        IReadOnlyList<CuratedPaths>? costsFrom = null)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        (Dictionary<HopToken, double> costs, double unknown) = await LearnCostsAsync(graph, costsFrom ?? curated, cancellationToken).ConfigureAwait(false);
        var cost = new PriorPathCost(costs, unknown);
        var examples = new List<Example>(curated.Count);
        foreach (CuratedPaths pair in curated)
        {
            HashSet<NodeId> gold = KnownMechanisms.GetInnerNodes(pair);
            PathQuery query = PathSelector.GetQuery([new PathPair { From = pair.From, To = pair.To }], options.MaxLength, options.Slack, cost);
            PathSearchResult result = await finder.FindPathsAsync(graph, query, cancellationToken)
                .ConfigureAwait(false);
            examples.Add(new Example(pair, gold, PathPool.Create(result.Pairs[0].Paths, cost, PathSelector.MaxPoolPaths, PathSelector.MaxPoolGap)));
        }

        DegreeLookup degrees = await DegreeLookup.LoadAsync(
            graph,
            examples.SelectMany(example => example.Pool.Paths).SelectMany(path => path.Nodes).Select(node => node.Id),
            cancellationToken).ConfigureAwait(false);
        return new PathPriorsLearner(degrees, options, metadata.Name) { Examples = examples, Costs = costs, UnknownCost = unknown };
    }

    private Dictionary<HopToken, double> Costs { get; init; } = [];

    private double UnknownCost { get; init; }

    /// <summary>Learns from some of the pairs.</summary>
    /// <param name="indexes">Which of <see cref="Examples"/>.</param>
    /// <param name="cancellationToken">Cancels the learning.</param>
    /// <param name="groups">The features in use; null for those of the options.</param>
    /// <returns>The priors.</returns>
    public PathPriors Learn(IEnumerable<int> indexes, CancellationToken cancellationToken, PathFeatureGroups? groups = null)
    {
        PathFeatureGroups features = groups ?? _options.Groups;
        Example[] used = [.. indexes.Select(index => Examples[index]).Where(example => example.Gold.Count > 0 && example.Pool.Paths.Count > 0)];
        if (!Array.Exists(used, example => example.IsRight.Contains(true)))
        {
            throw new ArgumentException("No curated path with an inner node is among the paths found, so there is nothing to learn.", nameof(indexes));
        }

        KnownMechanisms known = features.HasFlag(PathFeatureGroups.Known) ? new([.. used.Select(example => example.Curated)]) : KnownMechanisms.None;
        KnownNode[][] knownNodes = [.. used.Select(example => known.Describe(example.Pool))];
        FeatureVector[][] vectors = [.. used.Select(example => PathFeatures.OfPaths(example.Pool, _degrees, features))];
        int[] folds = GetInnerFolds(used);
        var nodeTrainer = new LogLinearTrainer();
        var held = new List<(FeatureVector[] Linear, double[][] Context, bool[] IsRight)>(used.Length);
        var cost = new PriorPathCost(Costs, UnknownCost);
        for (int fold = 0; fold < InnerFolds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LinearWeights inner = FitPaths(used, vectors, index => folds[index] != fold);
            for (int i = 0; i < used.Length; i++)
            {
                if (folds[i] == fold)
                {
                    double[] chances = LogLinearTrainer.Softmax([.. vectors[i].Select(inner.Score)]);
                    FeatureVector[] nodes = PathFeatures.OfNodes(used[i].Pool, chances, _degrees, features, knownNodes[i]);
                    bool[] isRight = [.. used[i].Pool.Nodes.Select(node => used[i].Gold.Contains(node.Id))];
                    nodeTrainer.Add(nodes, isRight);
                    if (features.HasFlag(PathFeatureGroups.NodeContext))
                    {
                        held.Add((nodes, NodeContext.Of(used[i].Pool, chances, _degrees, cost, knownNodes[i]), isRight));
                    }
                }
            }
        }

        double missing = used.Average(example => example.Gold.Count - example.Pool.Nodes.Count(node => example.Gold.Contains(node.Id)));
        LinearWeights nodeWeights = nodeTrainer.FitLogistic(_options.NodePenalty, _options.MinSupport);
        return new PathPriors(Costs, UnknownCost, FitPaths(used, vectors, _ => true), nodeWeights, Math.Round(missing, 4))
        {
            Correction = BoostedTreesTrainer.Fit(
                [.. held.SelectMany(pair => pair.Context)],
                [.. held.SelectMany(pair => pair.Linear).Select(nodeWeights.Score)],
                [.. held.SelectMany(pair => pair.IsRight)],
                NodeContext.Support,
                cancellationToken),
            GraphName = _graphName,
            Known = known,
            PairCount = used.Length,
            Groups = features,
        };
    }

    /// <summary>Returns the estimate of the priors for a pair.</summary>
    public PathEstimate Estimate(PathPriors priors, int index) => priors.Estimate(Examples[index].Pool, _degrees);

    private LinearWeights FitPaths(Example[] used, FeatureVector[][] vectors, Func<int, bool> isUsed)
    {
        var trainer = new LogLinearTrainer();
        for (int i = 0; i < used.Length; i++)
        {
            if (isUsed(i))
            {
                trainer.Add(vectors[i], used[i].IsRight);
            }
        }

        return trainer.FitChoice(_options.PathPenalty, _options.MinSupport);
    }

    /// <summary>Returns the fold of each pair; pairs that start at one node share a fold, or a similar mechanism would reveal the answer.</summary>
    private static int[] GetInnerFolds(Example[] used)
    {
        Dictionary<NodeId, int> folds = used.Select(example => example.Curated.From).Distinct().Order()
            .Select((id, position) => (id, position)).ToDictionary(entry => entry.id, entry => entry.position % InnerFolds);
        return [.. used.Select(example => folds[example.Curated.From])];
    }

    /// <summary>Learns how often curated paths take each kind of hop when it is available.</summary>
    private static async ValueTask<(Dictionary<HopToken, double> Costs, double Unknown)> LearnCostsAsync(
        IKnowledgeGraph graph,
        IReadOnlyList<CuratedPaths> curated,
        CancellationToken cancellationToken)
    {
        var taken = new SortedDictionary<NodeId, HashSet<NodeId>>();
        foreach (IReadOnlyList<NodeId> path in curated.SelectMany(pair => pair.Paths))
        {
            for (int i = 0; i + 1 < path.Count; i++)
            {
                if (!taken.TryGetValue(path[i], out HashSet<NodeId>? next))
                {
                    taken[path[i]] = next = [];
                }

                next.Add(path[i + 1]);
            }
        }

        NodeId[] starts = [.. taken.Keys];
        var affirmed = new NeighborOptions { Filter = KgFilter.Affirmed };
        NeighborBatch batch = await graph.GetNeighborsAsync(starts, affirmed, cancellationToken).ConfigureAwait(false);
        NodeId[] ids = [.. starts.Concat(Enumerable.Range(0, batch.Count).SelectMany(i => batch[i]).Select(neighbor => neighbor.Node)).Distinct().Order()];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        Dictionary<NodeId, NodeType> types = nodes.Where(node => node is not null).ToDictionary(node => node!.Id, node => node!.Type);
        var counts = new SortedDictionary<HopToken, (int Taken, int Offered)>();
        for (int i = 0; i < starts.Length; i++)
        {
            foreach (KgNeighbor neighbor in batch[i])
            {
                var token = new HopToken(types[starts[i]], neighbor.Relation, neighbor.IsForward, types[neighbor.Node]);
                (int isTaken, int offered) = counts.GetValueOrDefault(token);
                counts[token] = (isTaken + (taken[starts[i]].Contains(neighbor.Node) ? 1 : 0), offered + 1);
            }
        }

        double forward = GetShare(counts.Where(entry => entry.Key.IsForward).Select(entry => entry.Value));
        double reverse = GetShare(counts.Where(entry => !entry.Key.IsForward).Select(entry => entry.Value));
        Dictionary<HopToken, double> shares = counts.ToDictionary(
            entry => entry.Key,
            entry => (entry.Value.Taken + (Prior * (entry.Key.IsForward ? forward : reverse))) / (entry.Value.Offered + Prior));
        double best = shares.Values.DefaultIfEmpty(1).Max();
        return (
            shares.ToDictionary(entry => entry.Key, entry => Math.Round(BaseCost + Math.Log(best / entry.Value), 4)),
            Math.Round(BaseCost + Math.Log(best / Math.Min(best, Math.Min(forward, reverse))), 4));
    }

    private static double GetShare(IEnumerable<(int Taken, int Offered)> counts)
    {
        (int taken, int offered) = counts.Aggregate((Taken: 0, Offered: 0), (sum, next) => (sum.Taken + next.Taken, sum.Offered + next.Offered));
        return (taken + 0.5) / (offered + 1.0);
    }

    /// <summary>A curated pair with its candidates.</summary>
    internal sealed class Example
    {
        public Example(CuratedPaths curated, HashSet<NodeId> gold, PathPool pool)
        {
            Curated = curated;
            Gold = gold;
            Pool = pool;
            IsRight = [.. pool.Paths.Select(path => path.Nodes.Skip(1).SkipLast(1).All(node => gold.Contains(node.Id)))];
        }

        public CuratedPaths Curated { get; }

        public HashSet<NodeId> Gold { get; }

        public PathPool Pool { get; }

        public bool[] IsRight { get; }
    }
}
