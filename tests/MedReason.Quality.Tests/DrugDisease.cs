using System.Globalization;
using MedReason.Benchmarks;
using MedReason.Kg.Primekg;

namespace MedReason.Quality.Tests;

/// <summary>
/// <c>drug-disease</c>: on a graph without its treatment edges, do mechanistic walks separate the drugs that modify a disease from those that physicians judged not
/// to be indicated?
/// </summary>
internal static class DrugDisease
{
    // The published damping, not chosen here.
    private const double Damping = 0.4;
    private const int Resamples = 2000;
    private const string Associates = "<disease_associates_gene";

    private static readonly string[] Acts = ["drug_binds_gene", "drug_upregulates_gene", "drug_downregulates_gene"];
    private static readonly string[] Relays = ["gene_interacts_gene", "gene_regulates_gene", "<gene_regulates_gene"];
    private static readonly string[] SimilarDrugs = ["drug_resembles_drug", "<pharmacologic_class_includes_drug pharmacologic_class_includes_drug"];
    private const string SimilarDisease = "disease_resembles_disease";

    /// <summary>A drug acts on a gene of the disease, or on one that acts on it; or so does a similar drug, or the gene is one of a similar disease.</summary>
    private static readonly (string Kind, string[] Sequences)[] Kinds =
    [
        ("a gene of the disease", [.. Acts.Select(act => $"{act} {Associates}")]),
        ("a gene that acts on one of the disease", [.. Acts.SelectMany(act => Relays.Select(relay => $"{act} {relay} {Associates}"))]),
        ("a similar drug", [.. SimilarDrugs.SelectMany(similar => Acts.Select(act => $"{similar} {act} {Associates}"))]),
        ("a similar disease", [.. Acts.Select(act => $"{act} {Associates} {SimilarDisease}")]),
        ("a similar drug and a similar disease", [.. SimilarDrugs.SelectMany(similar => Acts.Select(act => $"{similar} {act} {Associates} {SimilarDisease}"))]),
    ];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        GraphReadResult read = await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false);
        using InMemoryKnowledgeGraph whole = read.Graph;
        using InMemoryKnowledgeGraph graph = Discovery.Cut(whole).Graph;
        RelationMeaning[] treatments = [RelationMeaning.Treats, RelationMeaning.Palliates, RelationMeaning.Prevents];
        if (graph.Relations.Any(relation => treatments.Contains(relation.Meaning)))
        {
            throw new InvalidOperationException("Expected no relation of treatment in the graph.");
        }

        Pair[] all = await ReadAsync(options.Require("--pairs"), graph).ConfigureAwait(false);
        foreach (string category in (string[])["DM", "SYM"])
        {
            Pair[] pairs = [.. all.Where(pair => pair.Category == category), .. all.Where(pair => pair.Category == "NOT")];
            int positives = pairs.Count(pair => pair.Category == category);
            Console.WriteLine($"{category}: {positives} pairs, NOT: {pairs.Length - positives}");
            await ReportAsync(graph, pairs, positives).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task ReportAsync(InMemoryKnowledgeGraph graph, Pair[] pairs, int positives)
    {
        Print("degree product", [.. pairs.Select(pair => (double)graph.GetNeighbors(pair.Drug).Length * graph.GetNeighbors(pair.Disease).Length)], positives);
        PairSignificance significance = (await PairSignificance.CreateAsync(graph, new PairSignificanceOptions { MatchedNodes = 2 }).ConfigureAwait(false))!;
        PairScore[] scores = [.. pairs.Select(pair => significance.Score(graph.GetId(pair.Drug), graph.GetId(pair.Disease))!)];
        Print("all walks of one to three hops", [.. scores.Select(score => score.WalkWeight)], positives);
        Print("lift of all walks", [.. scores.Select(score => score.Lift)], positives);
        var walks = new SequenceWalks(graph, Damping);
        double[] sums = new double[pairs.Length];
        foreach ((string kind, string[] sequences) in Kinds)
        {
            (int Relation, bool IsForward)[][] parsed = [.. sequences.Select(walks.Parse)];
            double[] counts = [.. pairs.Select(pair => parsed.Sum(sequence => walks.Count(pair.Drug, pair.Disease, sequence)))];
            sums = [.. sums.Zip(counts, (sum, count) => sum + count)];
            Print(kind, counts, positives);
        }

        Print("mechanistic walks, all kinds", sums, positives);
    }

    private static async Task<Pair[]> ReadAsync(string path, InMemoryKnowledgeGraph graph)
    {
        string[] lines = await File.ReadAllLinesAsync(path).ConfigureAwait(false);
        return [.. lines.Skip(1).Select(line => line.Split('\t')).Select(cells => new Pair(Find($"DrugBank:{cells[1]}"), Find(cells[0]), cells[4]))];

        int Find(string id) => graph.TryGetOrdinal(new NodeId(id), out int ordinal) ? ordinal : throw new FormatException($"Expected {id} in the graph.");
    }

    private static void Print(string name, double[] scores, int positives)
    {
        int[] ranks = Discovery.Rank(scores);
        var random = new Random(1);
        double[] areas = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            areas[i] = Discovery.GetArea(
                ranks, [.. ranks.Select((_, index) => index < positives ? random.Next(positives) : random.Next(positives, ranks.Length))], positives);
        }

        Array.Sort(areas);
        double area = Discovery.GetArea(ranks, [.. Enumerable.Range(0, ranks.Length)], positives);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-44} area {area:F4} [{areas[(int)(Resamples * 0.025)]:F4}, {areas[(int)(Resamples * 0.975)]:F4}]; {scores.Count(score => score > 0)} pairs above 0"));
    }

    private sealed record Pair(int Drug, int Disease, string Category);
}
