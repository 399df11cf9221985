using System.Globalization;
using MedReason.Benchmarks;
using MedReason.Kg.Primekg;

namespace MedReason.Quality.Tests;

/// <summary>
/// <c>discovery</c>: with the relations that join drugs to the diseases they treat or palliate removed, does a pair's score separate the true pairs from the same
/// drugs and diseases paired anew?
/// </summary>
internal static class Discovery
{
    private const int Shuffles = 8;
    private const int Resamples = 2000;
    private static readonly string[] Removed = ["drug_palliates_disease", "drug_treats_disease"];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        GraphReadResult read = await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false);
        using InMemoryKnowledgeGraph whole = read.Graph;
        (InMemoryKnowledgeGraph cut, List<(NodeId Drug, NodeId Disease)> pairs) = Cut(whole);
        using InMemoryKnowledgeGraph graph = cut;
        List<(NodeId, NodeId)> negatives = Repair(pairs);
        Console.WriteLine($"{pairs.Count} true pairs, {negatives.Count} re-paired");
        (NodeId Drug, NodeId Disease)[] all = [.. pairs, .. negatives];
        double[] degrees = [.. all.Select(pair => (double)GetDegree(graph, pair.Drug) * GetDegree(graph, pair.Disease))];
        var finder = new ShortestPathFinder();
        PathSearchResult distances = await finder.FindPathsAsync(graph, new PathQuery
        {
            Pairs = [.. all.Select(pair => new PathPair { From = pair.Drug, To = pair.Disease })],
            MaxLength = 8,
            MaxPathsPerPair = 0,
        }).ConfigureAwait(false);
        (string Name, double[] Scores)[] baselines =
        [
            ("degree product", degrees),
            ("shortest distance", [.. distances.Pairs.Select(pair => -(double)(pair.Distance ?? 99))]),
            .. await GetPlainSumsAsync(graph, all).ConfigureAwait(false),
        ];
        foreach ((string name, double[] values) in baselines)
        {
            Print(name, values, [], pairs.Count);
        }

        PairScore[] scores = await ScoreAsync(graph, all, new PairSignificanceOptions()).ConfigureAwait(false);
        Print("lift", [.. scores.Select(score => score.Lift)], baselines, pairs.Count);
        Print("p-value", [.. scores.Select(score => -score.PValue)], baselines, pairs.Count);
        if (options.Has("--vary"))
        {
            await VaryAsync(graph, all, pairs.Count).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Sums of degree-weighted walk counts, with nothing said of what chance would give.</summary>
    private static async Task<List<(string Name, double[] Scores)>> GetPlainSumsAsync(InMemoryKnowledgeGraph graph, (NodeId, NodeId)[] all)
    {
        var sums = new List<(string, double[])>();
        foreach ((double damping, double[] lengths) in ((double, double[])[])[(0.4, [1, 1, 1]), (0.4, [0, 1, 0]), (0.5, [0, 1, 1]), (0.5, [0, 1, 0]), (0.6, [0, 1, 0])])
        {
            PairScore[] scores = await ScoreAsync(graph, all, new PairSignificanceOptions { Damping = damping, LengthWeights = lengths }).ConfigureAwait(false);
            string name = lengths switch { [1, 1, 1] => "one to three hops", [0, 1, 1] => "two and three hops", _ => "two hops" };
            sums.Add((string.Create(CultureInfo.InvariantCulture, $"plain sum, {name}, damping {damping}"), [.. scores.Select(score => score.WalkWeight)]));
        }

        return sums;
    }

    private static async Task<PairScore[]> ScoreAsync(InMemoryKnowledgeGraph graph, (NodeId Drug, NodeId Disease)[] all, PairSignificanceOptions options)
    {
        PairSignificance significance = (await PairSignificance.CreateAsync(graph, options).ConfigureAwait(false))!;
        return [.. all.Select(pair => significance.Score(pair.Drug, pair.Disease)!)];
    }

    private static async Task VaryAsync(InMemoryKnowledgeGraph graph, (NodeId Drug, NodeId Disease)[] all, int positives)
    {
        foreach (double damping in (double[])[0.3, 0.4, 0.5])
        {
            foreach (double floor in (double[])[0.3, 1, 3])
            {
                PairScore[] scores = await ScoreAsync(graph, all, new PairSignificanceOptions { Damping = damping, Floor = floor }).ConfigureAwait(false);
                Print(string.Create(CultureInfo.InvariantCulture, $"lift, damping {damping}, floor {floor}"), [.. scores.Select(score => score.Lift)], [], positives);
            }
        }
    }

    internal static (InMemoryKnowledgeGraph Graph, List<(NodeId Drug, NodeId Disease)> Pairs) Cut(InMemoryKnowledgeGraph graph)
    {
        var builder = new KnowledgeGraphBuilder { Name = "without treatments" };
        var pairs = new SortedSet<(string Drug, string Disease)>();
        for (int i = 0; i < graph.NodeCount; i++)
        {
            builder.AddNode(graph.GetNode(i));
        }

        foreach (RelationInfo relation in graph.Relations.Where(relation => !Removed.Contains(relation.Relation.Value)))
        {
            builder.AddRelation(relation);
        }

        for (int i = 0; i < graph.NodeCount; i++)
        {
            ReadOnlySpan<int> neighbors = graph.GetNeighbors(i);
            ReadOnlySpan<ushort> codes = graph.GetRelationCodes(i);
            for (int j = 0; j < neighbors.Length; j++)
            {
                if ((codes[j] & 1) == 0)
                {
                    RelationInfo relation = graph.Relations[codes[j] >> 1];
                    if (!Removed.Contains(relation.Relation.Value))
                    {
                        builder.AddEdge(new KgEdge { Source = graph.GetId(i), Target = graph.GetId(neighbors[j]), Relation = relation.Relation });
                    }
                    else
                    {
                        (int drug, int disease) = graph.GetNode(i).Type.Value == "drug" ? (i, neighbors[j]) : (neighbors[j], i);
                        pairs.Add((graph.GetId(drug).Value, graph.GetId(disease).Value));
                    }
                }
            }
        }

        return (builder.Build(), [.. pairs.Select(pair => (new NodeId(pair.Drug), new NodeId(pair.Disease)))]);
    }

    /// <summary>The same drugs and the same diseases, each as often as before, paired anew; true pairs and repeats among them are left out.</summary>
    internal static List<(NodeId, NodeId)> Repair(List<(NodeId Drug, NodeId Disease)> pairs)
    {
        HashSet<(NodeId, NodeId)> known = [.. pairs];
        var negatives = new List<(NodeId, NodeId)>();
        for (int seed = 0; seed < Shuffles; seed++)
        {
            NodeId[] diseases = [.. pairs.Select(pair => pair.Disease)];
            new Random(seed).Shuffle(diseases);
            for (int i = 0; i < pairs.Count; i++)
            {
                (NodeId, NodeId) negative = (pairs[i].Drug, diseases[i]);
                if (!known.Contains(negative))
                {
                    negatives.Add(negative);
                }
            }
        }

        return negatives;
    }

    private static int GetDegree(InMemoryKnowledgeGraph graph, NodeId id) => graph.TryGetOrdinal(id, out int ordinal) ? graph.GetNeighbors(ordinal).Length : 0;

    private static void Print(string name, double[] scores, (string Name, double[] Scores)[] baselines, int positives)
    {
        int[] ours = Rank(scores);
        int[] every = [.. Enumerable.Range(0, scores.Length)];
        double area = GetArea(ours, every, positives);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} area {area:F4}"));
        foreach ((string other, double[] values) in baselines)
        {
            int[] theirs = Rank(values);
            var random = new Random(1);
            double[] gains = new double[Resamples];
            for (int i = 0; i < Resamples; i++)
            {
                int[] sample = [.. every.Select((_, index) => index < positives ? random.Next(positives) : random.Next(positives, scores.Length))];
                gains[i] = GetArea(ours, sample, positives) - GetArea(theirs, sample, positives);
            }

            Array.Sort(gains);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  over {other,-42} {area - GetArea(theirs, every, positives):+0.0000;-0.0000} [{gains[(int)(Resamples * 0.025)]:+0.0000;-0.0000}, {gains[(int)(Resamples * 0.975)]:+0.0000;-0.0000}]"));
        }
    }

    /// <summary>Dense ranks, equal for equal scores.</summary>
    internal static int[] Rank(double[] scores)
    {
        double[] distinct = [.. scores.Distinct().Order()];
        return [.. scores.Select(score => Array.BinarySearch(distinct, score))];
    }

    /// <summary>The area under the curve: the share of true and re-paired pairs that are in order, ties by half.</summary>
    internal static double GetArea(int[] ranks, int[] sample, int positives)
    {
        int[] positive = new int[ranks.Max() + 2];
        int[] negative = new int[positive.Length];
        for (int i = 0; i < sample.Length; i++)
        {
            (i < positives ? positive : negative)[ranks[sample[i]]]++;
        }

        double below = 0;
        double area = 0;
        for (int i = 0; i < positive.Length; i++)
        {
            area += positive[i] * (below + (negative[i] / 2.0));
            below += negative[i];
        }

        return area / (positives * (double)(sample.Length - positives));
    }
}
