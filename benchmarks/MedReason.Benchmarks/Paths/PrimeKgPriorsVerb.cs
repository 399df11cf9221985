using System.Globalization;
using MedReason.Kg.Primekg;
using MedReason.Paths;

namespace MedReason.Benchmarks.Paths;

/// <summary><c>primekg-priors</c>: makes the priors that ship for PrimeKG's vocabulary, and measures their worth by cross-validation where it can be tested.</summary>
internal static class PrimeKgPriorsVerb
{
    private const int Folds = 5;

    // Degrees, and how many candidates agree, describe the graph that curators drew, not of PrimeKG.
    private const PathFeatureGroups Groups = PathFeatureGroups.Length | PathFeatureGroups.Sequence | PathFeatureGroups.NodePlace;

    public static async Task<int> RunAsync(VerbOptions options)
    {
        using InMemoryKnowledgeGraph curatedGraph = (await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false)).Graph;
        using FileStream stream = File.OpenRead(options.Require("--curated"));
        IReadOnlyList<CuratedPaths> curated = await CuratedPaths.ReadAsync(stream, options.Require("--curated")).ConfigureAwait(false);
        curated = [.. curated.Where(pair => pair.Paths.Any(path => path.Count > 2))];
        foreach (bool keepsOthers in (bool[])[true, false])
        {
            using InMemoryKnowledgeGraph graph = PrimeKgVocabulary.Reduce(curatedGraph, keepsOthers);
            CuratedPaths[] held =
            [
                .. curated.Select(pair => pair with { Paths = [.. pair.Paths.Where(path => path.Count > 2 && IsJoined(graph, path))] }).Where(pair => pair.Paths.Count > 0),
            ];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(keepsOthers ? "all edges" : "edges with a counterpart alone")}: {graph.EdgeCount} edges, {held.Length} pairs with a curated path"));
            await ValidateAsync(graph, held).ConfigureAwait(false);
            if (keepsOthers && options.Find("--output") is { } file)
            {
                var learner = await PathPriorsLearner.LoadAsync(graph, new ShortestPathFinder(), held, PathLearningOptions.Default, CancellationToken.None).ConfigureAwait(false);
                using FileStream output = File.Create(file);
                await Strip(learner.Learn(Enumerable.Range(0, held.Length), CancellationToken.None, Groups)).SaveAsync(output).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private static bool IsJoined(InMemoryKnowledgeGraph graph, IReadOnlyList<NodeId> path)
    {
        for (int i = 0; i + 1 < path.Count; i++)
        {
            if (!graph.TryGetOrdinal(path[i], out int from) || !graph.TryGetOrdinal(path[i + 1], out int to) || !graph.GetNeighbors(from).Contains(to))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What names no relation or type that PrimeKG lacks.</summary>
    private static PathPriors Strip(PathPriors priors) => new(
        priors.HopCosts.Where(cost => PrimeKgVocabulary.IsPrimeKg(cost.Key.ToString())),
        priors.UnknownHopCost,
        new LinearWeights(priors.Paths.Weights.Where(weight => PrimeKgVocabulary.IsPrimeKg(weight.Key))),
        new LinearWeights(priors.Nodes.Weights.Where(weight => PrimeKgVocabulary.IsPrimeKg(weight.Key))),
        priors.MissingNodes)
    {
        Note = "Learned from mechanisms that DrugMechDB (CC0) curates, their types and relations said in PrimeKG's; no degree, no node. Untested on PrimeKG itself.",
        GraphName = priors.GraphName,
        PairCount = priors.PairCount,
        Groups = priors.Groups,
    };

    private static async Task ValidateAsync(InMemoryKnowledgeGraph graph, CuratedPaths[] curated)
    {
        var finder = new ShortestPathFinder();
        int[] foldOf = PathSelectionVerb.GetFolds(curated, Folds);
        double[] random = await ScoreRandomAsync(graph, finder, curated).ConfigureAwait(false);
        double[] without = await ScoreAsync(graph, finder, new PathSelector(), curated, Enumerable.Range(0, curated.Length)).ConfigureAwait(false);
        double[] with = new double[curated.Length];
        double[] stripped = new double[curated.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] learned = [.. Enumerable.Range(0, curated.Length).Where(index => foldOf[index] != fold)];
            int[] held = [.. Enumerable.Range(0, curated.Length).Where(index => foldOf[index] == fold)];
            CuratedPaths[] others = [.. learned.Select(index => curated[index])];
            var learner = await PathPriorsLearner.LoadAsync(graph, finder, others, PathLearningOptions.Default, CancellationToken.None).ConfigureAwait(false);
            PathPriors priors = learner.Learn(Enumerable.Range(0, others.Length), CancellationToken.None, Groups);
            double[] whole = await ScoreAsync(graph, finder, new PathSelector(priors), curated, held).ConfigureAwait(false);
            double[] shipped = await ScoreAsync(graph, finder, new PathSelector(Strip(priors)), curated, held).ConfigureAwait(false);
            foreach (int index in held)
            {
                (with[index], stripped[index]) = (whole[index], shipped[index]);
            }
        }

        Print("three random shortest paths", random, random);
        Print("without priors, slack 2", without, random);
        Print("priors", with, without);
        Print("priors as shipped", stripped, without);
    }

    private static async Task<double[]> ScoreAsync(
        InMemoryKnowledgeGraph graph, ShortestPathFinder finder, PathSelector selector, CuratedPaths[] curated, IEnumerable<int> indexes)
    {
        double[] scores = new double[curated.Length];
        foreach (int index in indexes)
        {
            PathQuery query = await selector.CreateQueryAsync(graph, [new PathPair { From = curated[index].From, To = curated[index].To }], 8, 2).ConfigureAwait(false);
            PathSearchResult result = await finder.FindPathsAsync(graph, query).ConfigureAwait(false);
            IReadOnlyList<EvidencePath> chosen = await selector.SelectAsync(graph, result.Pairs[0], 3).ConfigureAwait(false);
            scores[index] = GetF1(curated[index], chosen.Select(path => path.Path));
        }

        return scores;
    }

    private static async Task<double[]> ScoreRandomAsync(InMemoryKnowledgeGraph graph, ShortestPathFinder finder, CuratedPaths[] curated)
    {
        var random = new Random(0);
        double[] scores = new double[curated.Length];
        for (int i = 0; i < curated.Length; i++)
        {
            var query = new PathQuery { Pairs = [new PathPair { From = curated[i].From, To = curated[i].To }], MaxLength = 8, MaxPathsPerPair = 5000 };
            KgPath[] paths = [.. (await finder.FindPathsAsync(graph, query).ConfigureAwait(false)).Pairs[0].Paths];
            for (int draw = 0; draw < 20; draw++)
            {
                random.Shuffle(paths);
                scores[i] += GetF1(curated[i], paths.Take(3)) / 20;
            }
        }

        return scores;
    }

    private static double GetF1(CuratedPaths curated, IEnumerable<KgPath> chosen)
    {
        HashSet<NodeId> gold = [.. curated.Paths.SelectMany(path => path.Skip(1).SkipLast(1))];
        HashSet<NodeId> inner = [.. chosen.SelectMany(path => path.Nodes.Skip(1).SkipLast(1)).Select(node => node.Id)];
        return inner.Count == 0 ? 0 : 2.0 * inner.Count(gold.Contains) / (inner.Count + gold.Count);
    }

    private static void Print(string name, double[] scores, double[] other)
    {
        double[] gains = [.. scores.Zip(other, (left, right) => left - right)];
        var random = new Random(1);
        double[] drawn = [.. Enumerable.Range(0, 2000).Select(_ => Enumerable.Range(0, gains.Length).Average(_ => gains[random.Next(gains.Length)])).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-28} F1 {scores.Average():F4}, gain {gains.Average():+0.0000;-0.0000} [{drawn[50]:+0.0000;-0.0000}, {drawn[1950]:+0.0000;-0.0000}]"));
    }
}
