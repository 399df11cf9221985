using MedReason.Paths;

namespace MedReason;

/// <summary>Chooses the few paths between two nodes that tell most: the set whose inner nodes have the greatest expected F1 against a mechanism.</summary>
/// <remarks>
/// With priors, types, relations, lengths and degrees are weighed as curated mechanisms taught, and how likely each inner node belongs is judged by all
/// candidates together. Without, degrees, length and directions weigh as <see cref="PathWeights"/> says. Fewer paths are told where a further one would
/// bring more doubtful nodes than likely ones. Safe for concurrent use.
/// </remarks>
public sealed class PathSelector
{
    internal const int MaxPoolPaths = 300;
    internal const double MaxPoolGap = 6;
    private const int MaxFoundPaths = 1_000;

    private readonly PathPriors? _priors;
    private readonly PathWeights _weights;

    /// <summary>Makes a selector.</summary>
    /// <param name="priors">What curated paths look like; null for none.</param>
    /// <param name="weights">What the parts of a score weigh where there are no priors; null for <see cref="PathWeights.Default"/>.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public PathSelector(PathPriors? priors = null, PathWeights? weights = null)
    {
        _priors = priors;
        _weights = weights ?? PathWeights.Default;
        _weights.Validate(nameof(weights));
    }

    /// <summary>How sharply the best path is told from others without priors; the scores are multiplied by it before they become shares.</summary>
    internal double Sharpness { get; init; } = 0.5;

    /// <summary>How many nodes of a mechanism are taken to lie on no candidate where there are no priors; the more, the more paths are worth telling.</summary>
    internal double MissingNodes { get; init; } = 4;

    /// <summary>The query that finds the candidates: affirmed relations, the most promising paths first.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="maxLength">The greatest number of hops.</param>
    /// <param name="slack">How many hops more than the shortest a path may have.</param>
    /// <param name="cancellationToken">Cancels the loading of the graph.</param>
    /// <returns>The query, for any <see cref="IPathFinder"/>.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public async ValueTask<PathQuery> CreateQueryAsync(
        IKnowledgeGraph graph,
        IReadOnlyList<PathPair> pairs,
        int maxLength,
        int slack,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(pairs);
        return GetQuery(pairs, maxLength, slack, await GetCostAsync(graph, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Chooses among the paths of a pair.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="result">What a finder found between the two nodes.</param>
    /// <param name="top">At most so many paths are chosen.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The chosen paths, best first; empty where none was found. A direct edge is told as a stated fact and takes a place only where mechanisms leave one.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is negative.</exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public async ValueTask<IReadOnlyList<EvidencePath>> SelectAsync(
        IKnowledgeGraph graph,
        PairSearchResult result,
        int top,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        IPathCost cost = await GetCostAsync(graph, cancellationToken).ConfigureAwait(false);
        var pool = PathPool.Make(result.Paths, cost, MaxPoolPaths, _priors is null ? double.PositiveInfinity : MaxPoolGap);
        DegreeLookup degrees = await DegreeLookup.LoadAsync(
            graph, result.Paths.SelectMany(path => path.Nodes).Select(node => node.Id), cancellationToken).ConfigureAwait(false);
        PathEstimate estimate = _priors?.Estimate(pool, degrees) ?? Estimate(pool, degrees);
        List<EvidencePath> chosen =
        [
            .. ExpectedF1Choice.Choose(pool, estimate.Nodes, estimate.MissingNodes, top).Select(index => new EvidencePath
            {
                Path = pool.Paths[index],
                Parts = estimate.Parts[index],
                Score = PathScoring.Sum(estimate.Parts[index]),
            }),
        ];
        if (chosen.Count < top && result.Paths.FirstOrDefault(path => path.Length == 1) is { } fact)
        {
            List<ScorePart> parts = PathScoring.GetParts(fact, degrees, _weights);
            chosen.Add(new EvidencePath { Path = fact, Parts = parts, Score = PathScoring.Sum(parts), IsStatedFact = true });
        }

        return [.. chosen.OrderByDescending(path => path.IsStatedFact).ThenByDescending(path => path.Score).ThenBy(path => path.Path)];
    }

    internal static PathQuery GetQuery(IReadOnlyList<PathPair> pairs, int maxLength, int slack, IPathCost cost) => new()
    {
        Pairs = pairs,
        MaxLength = maxLength,
        Slack = slack,
        MaxPathsPerPair = MaxFoundPaths,
        Cost = cost,
    };

    private async ValueTask<IPathCost> GetCostAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        _priors?.Cost ?? await DegreePathCost.CreateAsync(graph, _weights, cancellationToken).ConfigureAwait(false);

    private PathEstimate Estimate(PathPool pool, DegreeLookup degrees)
    {
        IReadOnlyList<ScorePart>[] parts = [.. pool.Paths.Select(path => PathScoring.GetParts(path, degrees, _weights))];
        double[] paths = LogLinearTrainer.Softmax([.. parts.Select(part => Sharpness * PathScoring.Sum(part))]);
        double[] nodes = new double[pool.Nodes.Count];
        for (int i = 0; i < paths.Length; i++)
        {
            foreach (int node in pool.Inner[i])
            {
                nodes[node] += paths[i];
            }
        }

        return new PathEstimate { Parts = parts, Paths = paths, Nodes = nodes, MissingNodes = MissingNodes };
    }
}
