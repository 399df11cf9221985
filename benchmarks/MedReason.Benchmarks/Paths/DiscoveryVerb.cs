using System.Globalization;
using MedReason.Kg.Primekg;

namespace MedReason.Benchmarks.Paths;

/// <summary>
/// <c>discovery</c>: with the relations that join drugs to the diseases they treat or palliate removed, does a pair's score tell the true pairs from the same
/// drugs and diseases paired anew?
/// </summary>
internal static class DiscoveryVerb
{
    private const int Shuffles = 8;
    private const int Resamples = 2000;
    private static readonly string[] Removed = ["drug_palliates_disease", "drug_treats_disease"];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        PrimeKgReadResult read = await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false);
        using InMemoryKnowledgeGraph whole = read.Graph;
        (InMemoryKnowledgeGraph cut, List<(NodeId Drug, NodeId Disease)> pairs) = Cut(whole);
        using InMemoryKnowledgeGraph graph = cut;
        List<(NodeId, NodeId)> negatives = Repair(pairs);
        Console.WriteLine($"{pairs.Count} true pairs, {negatives.Count} re-paired");
        (NodeId Drug, NodeId Disease)[] all = [.. pairs, .. negatives];
        PairSignificance significance = (await PairSignificance.CreateAsync(graph).ConfigureAwait(false))!;
        PairScore[] scores = [.. all.Select(pair => significance.Score(pair.Drug, pair.Disease)!)];
        PairSignificance plain = (await PairSignificance.CreateAsync(graph, new PairSignificanceOptions { Damping = 0.5, LengthWeights = [0, 0.5, 0.5, 0] }).ConfigureAwait(false))!;
        double[] counts = [.. all.Select(pair => plain.Score(pair.Drug, pair.Disease)!.WalkWeight)];
        var finder = new ShortestPathFinder();
        PathSearchResult distances = await finder.FindPathsAsync(graph, new PathQuery
        {
            Pairs = [.. all.Select(pair => new PathPair { From = pair.Drug, To = pair.Disease })],
            MaxLength = 8,
            MaxPathsPerPair = 0,
        }).ConfigureAwait(false);
        double[] degrees = [.. all.Select(pair => (double)GetDegree(graph, pair.Drug) * GetDegree(graph, pair.Disease))];
        Print("degree product", degrees, counts, pairs.Count);
        Print("shortest distance", [.. distances.Pairs.Select(pair => -(double)(pair.Distance ?? 99))], counts, pairs.Count);
        Print("sum of degree-weighted counts", counts, counts, pairs.Count);
        Print("lift", [.. scores.Select(score => score.Lift)], counts, pairs.Count);
        if (options.Has("--vary"))
        {
            await VaryAsync(graph, all, counts, pairs.Count).ConfigureAwait(false);
        }

        Print("p-value", [.. scores.Select(score => -score.PValue)], counts, pairs.Count);
        return 0;
    }

    private static async Task VaryAsync(InMemoryKnowledgeGraph graph, (NodeId Drug, NodeId Disease)[] all, double[] plain, int positives)
    {
        PairSignificanceOptions[] varied =
        [
            new() { LengthWeights = [0, 0.5, 0.5, 0] },
            new() { LengthWeights = [0, 0.4, 0.4, 0.2] },
            new() { LengthWeights = [0, 0.2, 0.6, 0.2], Damping = 0.4 },
            new() { LengthWeights = [0, 0, 1, 0], Damping = 0.4 },
            new() { LengthWeights = [0, 0.4, 0.4, 0.2], Floor = 0.5 },
            new() { LengthWeights = [0, 0.4, 0.4, 0.2], MatchedNodes = 130 },
        ];
        foreach (PairSignificanceOptions options in varied)
        {
            PairSignificance significance = (await PairSignificance.CreateAsync(graph, options).ConfigureAwait(false))!;
            PairScore[] scores = [.. all.Select(pair => significance.Score(pair.Drug, pair.Disease)!)];
            string name = string.Create(CultureInfo.InvariantCulture, $"{string.Join('/', options.LengthWeights)} floor {options.Floor} damping {options.Damping} matched {options.MatchedNodes}");
            Print(name + ", lift", [.. scores.Select(score => score.Lift)], plain, positives);
            Print(name + ", sum", [.. scores.Select(score => score.WalkWeight)], plain, positives);
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

    private static void Print(string name, double[] scores, double[] plain, int positives)
    {
        var random = new Random(1);
        double[] gains = new double[Resamples];
        int[] ours = Rank(scores);
        int[] theirs = Rank(plain);
        for (int i = 0; i < Resamples; i++)
        {
            int[] sample = [.. Enumerable.Range(0, positives).Select(_ => random.Next(positives)), .. Enumerable.Range(positives, scores.Length - positives).Select(_ => random.Next(positives, scores.Length))];
            gains[i] = GetArea(ours, sample, positives) - GetArea(theirs, sample, positives);
        }

        Array.Sort(gains);
        int[] every = [.. Enumerable.Range(0, scores.Length)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-32} area {GetArea(ours, every, positives):F4}, gain over the plain sum {GetArea(ours, every, positives) - GetArea(theirs, every, positives):+0.0000;-0.0000} [{gains[(int)(Resamples * 0.025)]:+0.0000;-0.0000}, {gains[(int)(Resamples * 0.975)]:+0.0000;-0.0000}]"));
    }

    /// <summary>Dense ranks, equal for equal scores.</summary>
    private static int[] Rank(double[] scores)
    {
        double[] distinct = [.. scores.Distinct().Order()];
        return [.. scores.Select(score => Array.BinarySearch(distinct, score))];
    }

    /// <summary>The area under the curve: the share of true and re-paired pairs that are in order, ties by half.</summary>
    private static double GetArea(int[] ranks, int[] sample, int positives)
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
