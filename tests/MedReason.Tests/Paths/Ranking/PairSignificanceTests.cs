using System.Globalization;
using MedReason.Kg.Primekg;

namespace MedReason.Tests.Paths.Ranking;

public sealed class PairSignificanceTests(ITestOutputHelper output)
{
    private static readonly (string From, string To)[] TypePairs = [("drug", "disease"), ("gene/protein", "disease"), ("drug", "effect/phenotype")];

    /// <summary>With MEDREASON_LONG_TESTS=1 over 2,000 pairs of any nodes of the types, else over 200 pairs of nodes of middling degree, with a wider interval.</summary>
    [Fact]
    public async Task Random_pairs_of_Hetionet_are_significant_as_often_as_the_level_says()
    {
        string path = TestData.Require("hetionet/kg.csv.gz");
        bool isLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
        int count = isLong ? 2000 : 200;
        GraphReadResult read = await PrimeKgReader.ReadAsync(path);
        using InMemoryKnowledgeGraph graph = read.Graph;
        PairSignificance significance = (await PairSignificance.CreateAsync(graph)).ShouldNotBeNull();
        foreach ((string fromType, string toType) in TypePairs)
        {
            NodeId[] from = GetNodes(graph, fromType, isLong);
            NodeId[] to = GetNodes(graph, toType, isLong);
            var random = new Random(20);
            int significant = 0;
            for (int i = 0; i < count; i++)
            {
                PairScore score = significance.Score(from[random.Next(from.Length)], to[random.Next(to.Length)]).ShouldNotBeNull();
                significant += score.PValue <= 0.05 ? 1 : 0;
            }

            double share = (double)significant / count;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fromType} - {toType}: {share:P2} of {count} pairs"));
            share.ShouldBeInRange(isLong ? 0.03 : 0.01, isLong ? 0.07 : 0.1, $"{fromType} - {toType}");
        }
    }

    private static NodeId[] GetNodes(InMemoryKnowledgeGraph graph, string type, bool isEvery)
    {
        int[] nodes = [.. Enumerable.Range(0, graph.NodeCount).Where(node => graph.GetNode(node).Type.Value == type).OrderBy(node => graph.GetNeighbors(node).Length)];
        int first = isEvery ? 0 : Math.Max(0, (nodes.Length / 2) - 80);
        return [.. nodes.Skip(first).Take(isEvery ? nodes.Length : 160).Select(graph.GetId)];
    }

    [Fact]
    public async Task A_pair_that_more_than_chance_joins_is_lifted()
    {
        // Twenty drugs reach each its own disease by two genes of its own; all reach all by a hub.
        string[] edges =
        [
            .. Enumerable.Range(0, 20).SelectMany(i => new[]
            {
                $"drug:{i} causes gene:{i}", $"gene:{i} causes disease:{i}", $"drug:{i} causes gene:hub", $"gene:hub causes disease:{i}",
            }),
        ];
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(edges);
        PairSignificance significance = (await PairSignificance.CreateAsync(graph)).ShouldNotBeNull();
        PairScore own = significance.Score(new NodeId("drug:3"), new NodeId("disease:3")).ShouldNotBeNull();
        PairScore other = significance.Score(new NodeId("drug:3"), new NodeId("disease:4")).ShouldNotBeNull();
        own.Lift.ShouldBeGreaterThan(0);
        own.PValue.ShouldBe(0.05);
        other.PValue.ShouldBeGreaterThan(0.5);
        significance.Score(new NodeId("drug:3"), new NodeId("drug:3")).ShouldBeNull();
        significance.Score(new NodeId("drug:3"), new NodeId("drug:none")).ShouldBeNull();
    }

    [Fact]
    public void The_correction_is_for_the_least_of_many()
    {
        PairSignificance.Correct(0.05, 1).ShouldBe(0.05);
        PairSignificance.Correct(0.05, 2).ShouldBe(0.0975);
        PairSignificance.Correct(1, 5).ShouldBe(1);
        PairSignificance.Correct(0, 5).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => PairSignificance.Correct(0.5, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PairSignificance.Correct(double.NaN, 1));
    }
}
