using MedReason.Paths;

namespace MedReason;

/// <summary>Chooses the few most informative paths between two nodes: the set whose inner nodes have the maximum expected F1 against a mechanism.</summary>
/// <remarks>
/// With priors, types, relations, lengths, degrees and what other curated mechanisms hold have the weights learned from curated mechanisms, and all
/// candidates together give the probability that each inner node belongs. Without, degrees, length and directions have the weights of
/// <see cref="PathWeights"/>. Fewer paths are returned when another one would add more doubtful nodes than likely ones. Safe for concurrent use.
/// </remarks>
public sealed class PathSelector
{
    internal const int MaxPoolPaths = 300;
    internal const double MaxPoolGap = 6;
    private const int MaxFoundPaths = 1_000;

    private readonly PathPriors? _priors;
    private readonly PathWeights _weights;

    /// <summary>Creates a selector.</summary>
    /// <param name="priors">What was learned from curated paths; null for no priors.</param>
    /// <param name="weights">The weights of the parts of a score without priors; null for <see cref="PathWeights.Default"/>.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public PathSelector(PathPriors? priors = null, PathWeights? weights = null)
    {
        _priors = priors;
        _weights = weights ?? PathWeights.Default;
        _weights.Validate(nameof(weights));
    }

    /// <summary>Gets the factor by which scores are multiplied before they become shares, without priors.</summary>
    internal double Sharpness { get; init; } = 0.5;

    /// <summary>Gets the assumed number of nodes of a mechanism that are on no candidate, without priors; the greater, the more paths are chosen.</summary>
    internal double MissingNodes { get; init; } = 4;

    /// <summary>Creates the query that finds the candidates: affirmed relations, the most promising paths first.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="maxLength">The maximum number of hops.</param>
    /// <param name="slack">The maximum number of hops by which a path may be longer than the shortest.</param>
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
    /// <param name="result">The result of a path finder for the two nodes.</param>
    /// <param name="top">The maximum number of paths chosen.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The chosen paths, best first; empty when no path was found. A direct edge is returned as a stated fact, and only if mechanisms leave room for it.
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
        var pool = PathPool.Create(result.Paths, cost, MaxPoolPaths, _priors is null ? double.PositiveInfinity : MaxPoolGap);
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
