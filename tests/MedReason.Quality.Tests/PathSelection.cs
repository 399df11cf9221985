using System.Globalization;
using System.Text.Json;
using MedReason.Benchmarks;
using MedReason.Kg.Primekg;
using MedReason.Paths;
using MedReason.Shared;

namespace MedReason.Quality.Tests;

/// <summary><c>path-selection</c>: how well curated mechanisms are met by the chosen paths, in folds over the nodes they start from, part by part.</summary>
internal static class PathSelection
{
    private const int Top = 3;
    private const PathFeatureGroups Linear = PathFeatureGroups.Patterns & ~PathFeatureGroups.NodeContext;
    private const PathFeatureGroups Plain = Linear & ~PathFeatureGroups.Sign;
    private static readonly int[] HitRanks = [1, 3, 10];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        GraphReadResult read = await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false);
        using InMemoryKnowledgeGraph graph = read.Graph;
        using FileStream stream = File.OpenRead(options.Require("--curated"));
        IReadOnlyList<CuratedPaths> curated = await CuratedPaths.ReadAsync(stream, options.Require("--curated")).ConfigureAwait(false);
        curated = [.. curated.Where(pair => pair.Paths.Any(path => path.Count > 2))];
        int folds = (int)options.GetNumber("--folds", 5);
        var finder = new ShortestPathFinder();
        int[] foldOf = GetFolds(curated, folds);
        long[] shortest = await CountShortestAsync(graph, finder, curated).ConfigureAwait(false);
        Run[] runs = options.Has("--ablate")
            ?
            [
                new("whole", 2, PathFeatureGroups.All, Choice.Nodes),
                new("patterns only", 2, PathFeatureGroups.Patterns, Choice.Nodes),
                new("patterns only, no trees", 2, Linear, Choice.Nodes),
                new("no trees", 2, PathFeatureGroups.All & ~PathFeatureGroups.NodeContext, Choice.Nodes),
                new("no sign and pairs of relations", 2, PathFeatureGroups.All & ~PathFeatureGroups.Sign, Choice.Nodes),
                new("no trees, no sign and pairs of relations", 2, Plain, Choice.Nodes),
                new("no second look at the nodes", 2, PathFeatureGroups.All, Choice.Marginals),
                new("three best paths, no expected F1", 2, PathFeatureGroups.All, Choice.Three),
                new("one path", 2, PathFeatureGroups.All, Choice.One),
                new("no lengths", 2, Plain & ~PathFeatureGroups.Length, Choice.Nodes),
                new("no types and relations", 2, Plain & ~PathFeatureGroups.Sequence, Choice.Nodes),
                new("no degrees along the path", 2, Plain & ~PathFeatureGroups.Degree, Choice.Nodes),
                new("no agreement", 2, Plain & ~PathFeatureGroups.Agreement, Choice.Nodes),
                new("no place of nodes", 2, Plain & ~PathFeatureGroups.NodePlace, Choice.Nodes),
                new("no degrees of nodes", 2, Plain & ~PathFeatureGroups.NodeDegree, Choice.Nodes),
                new("slack 1", 1, PathFeatureGroups.All, Choice.Nodes),
                new("slack 0", 0, PathFeatureGroups.All, Choice.Nodes),
            ]
            : [new("whole", 2, PathFeatureGroups.All, Choice.Nodes), new("patterns only", 2, PathFeatureGroups.Patterns, Choice.Nodes)];
        double[][] scores = [.. runs.Select(_ => new double[curated.Count])];
        int[] numbers = new int[runs.Length];
        int[] ranks = new int[curated.Count];
        using StreamWriter? found = options.Find("--found") is { } file ? new StreamWriter(file) : null;
        foreach (IGrouping<int, Run> slack in runs.GroupBy(run => run.Slack))
        {
            for (int fold = 0; fold < folds; fold++)
            {
                int held = fold;
                var learner = await PathPriorsLearner.LoadAsync(
                    graph,
                    finder,
                    curated,
                    PathLearningOptions.Default with { Slack = slack.Key },
                    CancellationToken.None,
                    [.. curated.Where((_, index) => foldOf[index] != held)]).ConfigureAwait(false);
                foreach (IGrouping<PathFeatureGroups, Run> groups in slack.GroupBy(run => run.Groups))
                {
                    PathPriors priors = learner.Learn(Enumerable.Range(0, curated.Count).Where(index => foldOf[index] != held), CancellationToken.None, groups.Key);
                    foreach (int index in Enumerable.Range(0, curated.Count).Where(index => foldOf[index] == held))
                    {
                        PathPriorsLearner.Example example = learner.Examples[index];
                        PathEstimate estimate = learner.Estimate(priors, index);
                        ranks[index] = groups.Any(run => run == runs[0]) ? GetRank(example, estimate) : ranks[index];
                        foreach (Run run in groups)
                        {
                            int row = Array.IndexOf(runs, run);
                            List<int> chosen = Choose(example.Pool, estimate, run.Choice);
                            scores[row][index] = GetF1(example, chosen);
                            numbers[row] = priors.Paths.Weights.Count + priors.Nodes.Weights.Count + priors.HopCosts.Count
                                + priors.Correction.Trees.Sum(tree => tree.Count);
                            if (row == 0 && found is not null)
                            {
                                await found.WriteLineAsync(ToJson(example, chosen)).ConfigureAwait(false);
                            }
                        }
                    }
                }
            }
        }

        for (int i = 0; i < runs.Length; i++)
        {
            Print(runs[i].Name, numbers[i], scores[i], shortest);
            PrintSupport(curated, scores[i]);
        }

        PrintRanks("all pairs", ranks);
        PrintRanks("more than three shortest paths", [.. ranks.Where((_, index) => shortest[index] > Top)]);
        if (options.Has("--ablate"))
        {
            await PrintDefaultsAsync(graph, finder, curated, shortest).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task PrintDefaultsAsync(
        InMemoryKnowledgeGraph graph, ShortestPathFinder finder, IReadOnlyList<CuratedPaths> curated, long[] shortest)
    {
        foreach (int slack in (int[])[0, 1, 2])
        {
            foreach ((double sharpness, double missing) in ((double, double)[])[(0.5, 4), (0.3, 4), (0.7, 4), (0.5, 2), (0.5, 0), (0.3, 0)])
            {
                var selector = new PathSelector { Sharpness = sharpness, MissingNodes = missing };
                double[] scores = new double[curated.Count];
                PathQuery query = await selector.CreateQueryAsync(graph, [.. curated.Select(pair => new PathPair { From = pair.From, To = pair.To })], 8, slack)
                    .ConfigureAwait(false);
                for (int i = 0; i < curated.Count; i++)
                {
                    PathSearchResult result = await finder.FindPathsAsync(graph, query with { Pairs = [query.Pairs[i]] }).ConfigureAwait(false);
                    IReadOnlyList<EvidencePath> chosen = await selector.SelectAsync(graph, result.Pairs[0], Top).ConfigureAwait(false);
                    HashSet<NodeId> gold = [.. curated[i].Paths.SelectMany(path => path.Skip(1).SkipLast(1))];
                    HashSet<NodeId> inner = [.. chosen.SelectMany(path => path.Path.Nodes.Skip(1).SkipLast(1)).Select(node => node.Id)];
                    scores[i] = inner.Count == 0 ? 0 : 2.0 * inner.Count(gold.Contains) / (inner.Count + gold.Count);
                }

                Print(string.Create(CultureInfo.InvariantCulture, $"without priors, slack {slack}, sharpness {sharpness}, missing {missing}"), 0, scores, shortest);
            }
        }
    }

    private static void Print(string name, int weights, double[] scores, long[] shortest)
    {
        double[] choice = [.. scores.Where((_, index) => shortest[index] > Top)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-44} F1 {scores.Average():F4} over {scores.Length}, {choice.Average():F4} over {choice.Length}; {weights} numbers"));
    }

    /// <summary>
    /// Prints the scores by whether other mechanisms to the end hold the nodes next to it. Where none does, only the pair itself puts them there, so that a gain
    /// by what is known is a gain by what the graph gives away.
    /// </summary>
    private static void PrintSupport(IReadOnlyList<CuratedPaths> curated, double[] scores)
    {
        ILookup<NodeId, CuratedPaths> byEnd = curated.ToLookup(pair => pair.To);
        foreach (IGrouping<string, int> group in Enumerable.Range(0, scores.Length).GroupBy(index => GetSupport(curated[index], byEnd)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Key,-42} F1 {group.Average(index => scores[index]):F4} over {group.Count()}"));
        }
    }

    private static string GetSupport(CuratedPaths pair, ILookup<NodeId, CuratedPaths> byEnd)
    {
        HashSet<NodeId> held = [.. byEnd[pair.To].Where(other => other.From != pair.From).SelectMany(KnownMechanisms.GetInnerNodes)];
        NodeId[] last = [.. pair.Paths.Where(path => path.Count > 2).Select(path => path[^2]).Distinct()];
        return held.Count == 0 ? "no other mechanism to the end"
            : Array.TrueForAll(last, held.Contains) ? "last nodes all held by others"
            : Array.Exists(last, held.Contains) ? "last nodes held in part"
            : "last nodes held by no other";
    }

    /// <summary>Returns the rank of the first candidate that lies wholly inside the curated mechanism, by the probabilities of its nodes; 0 when no one does.</summary>
    private static int GetRank(PathPriorsLearner.Example example, PathEstimate estimate) =>
        1 + Array.FindIndex(
            [
                .. Enumerable.Range(0, example.Pool.Paths.Count)
                    .OrderByDescending(path => example.Pool.Inner[path].Average(node => Math.Log(estimate.Nodes[node]))).ThenByDescending(path => estimate.Paths[path]),
            ],
            path => example.IsRight[path]);

    private static void PrintRanks(string name, int[] ranks) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-44} mean reciprocal rank {ranks.Average(rank => rank == 0 ? 0 : 1.0 / rank):F4}; {string.Join(", ", HitRanks.Select(hit => string.Create(
            CultureInfo.InvariantCulture, $"hit@{hit} {ranks.Average(rank => rank > 0 && rank <= hit ? 1.0 : 0):F4}")))}"));

    private static List<int> Choose(PathPool pool, PathEstimate estimate, Choice choice)
    {
        if (choice is Choice.One or Choice.Three)
        {
            return [.. Enumerable.Range(0, pool.Paths.Count).OrderByDescending(index => estimate.Paths[index]).ThenBy(index => index).Take(choice == Choice.One ? 1 : Top)];
        }

        double[] nodes = estimate.Nodes;
        if (choice == Choice.Marginals)
        {
            nodes = new double[pool.Nodes.Count];
            for (int i = 0; i < pool.Paths.Count; i++)
            {
                foreach (int node in pool.Inner[i])
                {
                    nodes[node] += estimate.Paths[i];
                }
            }
        }

        return ExpectedF1Choice.Choose(pool, nodes, estimate.MissingNodes, Top);
    }

    private static double GetF1(PathPriorsLearner.Example example, List<int> chosen)
    {
        HashSet<int> nodes = [.. chosen.SelectMany(index => example.Pool.Inner[index])];
        int hits = nodes.Count(node => example.Gold.Contains(example.Pool.Nodes[node].Id));
        return nodes.Count == 0 ? 0 : 2.0 * hits / (nodes.Count + example.Gold.Count);
    }

    private static string ToJson(PathPriorsLearner.Example example, List<int> chosen)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("id", example.Curated.Id);
            writer.WriteStartArray("paths");
            foreach (int index in chosen)
            {
                writer.WriteStartObject();
                writer.WriteStartArray("nodes");
                foreach (KgNode node in example.Pool.Paths[index].Nodes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", node.Id.Value);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static int[] GetFolds(IReadOnlyList<CuratedPaths> curated, int folds)
    {
        // Shuffled by a fixed hash, for neighbouring ids are often kin.
        Dictionary<NodeId, int> foldOf = curated.Select(pair => pair.From).Distinct().OrderBy(id => StableHash.Of(0, id.Value)).ThenBy(id => id)
            .Select((id, position) => (id, position)).ToDictionary(entry => entry.id, entry => entry.position % folds);
        return [.. curated.Select(pair => foldOf[pair.From])];
    }

    private static async Task<long[]> CountShortestAsync(InMemoryKnowledgeGraph graph, ShortestPathFinder finder, IReadOnlyList<CuratedPaths> curated)
    {
        var query = new PathQuery { Pairs = [.. curated.Select(pair => new PathPair { From = pair.From, To = pair.To })], MaxLength = 8, MaxPathsPerPair = 0 };
        PathSearchResult result = await finder.FindPathsAsync(graph, query).ConfigureAwait(false);
        return [.. result.Pairs.Select(pair => pair.ShortestPathCount)];
    }

    private sealed record Run(string Name, int Slack, PathFeatureGroups Groups, Choice Choice);

    private enum Choice
    {
        Nodes,
        Marginals,
        Three,
        One,
    }
}
