using System.Text.Json;
using MedReason.Paths;

namespace MedReason;

/// <summary>
/// What is learned from curated paths: their patterns (node types, relations with their direction, lengths, degrees) and, unless left out, the paths
/// themselves, by which nodes of other curated paths to the same end, or from the same first node, are preferred. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// Three small models, each a list of readable named numbers: the cost of each kind of hop (which guides the search), a choice among the paths
/// of a pair (conditional logit, McFadden 1974), and a second look at the inner nodes of all paths together (logistic regression). Where there are
/// enough examples, decision trees correct the last by what a sum cannot express (gradient boosting, Friedman 2001).
/// </para>
/// <para>Learned by <see cref="LearnAsync"/> from any curated paths on any graph, kept as JSON. Safe for concurrent use.</para>
/// </remarks>
public sealed class PathPriors
{
    private readonly PriorPathCost _cost;

    internal PathPriors(
        IEnumerable<KeyValuePair<HopToken, double>> hopCosts, double unknownHopCost, LinearWeights paths, LinearWeights nodes, double missingNodes)
    {
        HopCosts = new SortedDictionary<HopToken, double>(new Dictionary<HopToken, double>(hopCosts));
        UnknownHopCost = unknownHopCost;
        Paths = paths;
        Nodes = nodes;
        MissingNodes = missingNodes;
        _cost = new PriorPathCost(HopCosts, unknownHopCost);
    }

    /// <summary>Gets a note on the origin of the priors; empty when unknown.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>Gets the name of the graph they were learned on; empty when unknown.</summary>
    public string GraphName { get; init; } = string.Empty;

    /// <summary>Gets the number of pairs they were learned from.</summary>
    public int PairCount { get; init; }

    /// <summary>Gets the cost of a hop: 0 for the kind that curated paths take most often when it is available, more for others.</summary>
    public IPathCost Cost => _cost;

    internal IReadOnlyDictionary<HopToken, double> HopCosts { get; }

    internal double UnknownHopCost { get; }

    internal LinearWeights Paths { get; }

    internal LinearWeights Nodes { get; }

    internal double MissingNodes { get; }

    internal BoostedTrees Correction { get; init; } = BoostedTrees.Empty;

    internal KnownMechanisms Known { get; init; } = KnownMechanisms.None;

    internal PathFeatureGroups Groups { get; init; } = PathFeatureGroups.All;

    /// <summary>Learns priors.</summary>
    /// <param name="graph">The graph that the curated paths run through.</param>
    /// <param name="finder">Finds the paths that the curated ones are distinguished from.</param>
    /// <param name="curated">The curated paths.</param>
    /// <param name="patternsOnly">
    /// True to learn types, relations, lengths and degrees alone, so that the priors hold no node and suit graphs with other nodes; false to keep the
    /// curated paths as well.
    /// </param>
    /// <param name="cancellationToken">Cancels the learning.</param>
    /// <returns>The priors; the same input gives the same.</returns>
    /// <exception cref="ArgumentException">
    /// A curated path does not run from its pair's start to its end, or no curated path with an inner node is among the paths found, so that there is nothing
    /// to learn.
    /// </exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public static async Task<PathPriors> LearnAsync(
        IKnowledgeGraph graph,
        IPathFinder finder,
        IReadOnlyList<CuratedPaths> curated,
        bool patternsOnly = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(curated);
        if (curated.FirstOrDefault(pair => !pair.RunFromStartToEnd()) is { } stray)
        {
            throw new ArgumentException($"Expected every path of the pair {stray.Id} to run from {stray.From} to {stray.To}.", nameof(curated));
        }

        var learner = await PathPriorsLearner.LoadAsync(graph, finder, curated, PathLearningOptions.Default, cancellationToken).ConfigureAwait(false);
        PathFeatureGroups groups = patternsOnly ? PathFeatureGroups.Patterns : PathFeatureGroups.All;
        return learner.Learn(Enumerable.Range(0, learner.Examples.Count), cancellationToken, groups);
    }

    /// <summary>Writes the priors as indented JSON, the same bytes for the same priors.</summary>
    /// <param name="stream">The stream to write to; left open.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>A task.</returns>
    public Task SaveAsync(Stream stream, CancellationToken cancellationToken = default) => PathPriorsFormat.WriteAsync(this, stream, cancellationToken);

    /// <summary>Reads priors.</summary>
    /// <param name="stream">The JSON; left open.</param>
    /// <param name="name">The name of the input in errors, such as the file's name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The priors.</returns>
    /// <exception cref="InputFormatException">
    /// It is not JSON, lacks a field, is of another version, or holds a number that is not finite or a negative cost.
    /// </exception>
    public static Task<PathPriors> LoadAsync(Stream stream, string name, CancellationToken cancellationToken = default) =>
        PathPriorsFormat.ReadAsync(stream, name, cancellationToken);

    /// <summary>Reads priors from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The priors.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InputFormatException">As for <see cref="LoadAsync(Stream, string, CancellationToken)"/>.</exception>
    public static async Task<PathPriors> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        FileStream stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            return await LoadAsync(stream, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the probabilities of paths and nodes of a pool.</summary>
    internal PathEstimate Estimate(PathPool pool, DegreeLookup degrees)
    {
        KnownNode[] known = Known.Describe(pool);
        FeatureVector[] vectors = PathFeatures.OfPaths(pool, degrees, Groups);
        double[] paths = LogLinearTrainer.Softmax([.. vectors.Select(Paths.Score)]);
        double[] nodes = [.. PathFeatures.OfNodes(pool, paths, degrees, Groups, known).Select(Nodes.Score)];
        if (Correction.Trees.Count > 0)
        {
            double[][] rows = NodeContext.Of(pool, paths, degrees, _cost, known);
            nodes = [.. nodes.Zip(rows, (score, row) => score + Correction.Score(row))];
        }

        return new PathEstimate
        {
            Parts = [.. vectors.Select(Paths.Split)],
            Paths = paths,
            Nodes = [.. nodes.Select(LogLinearTrainer.Logistic)],
            MissingNodes = MissingNodes,
        };
    }
}
