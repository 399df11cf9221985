using MedReason.Kg.Primekg;

namespace MedReason.Tests.Paths.Ranking;

public sealed class PairSignificanceTests
{
    /// <summary>With MEDREASON_LONG_TESTS=1 over 2,000 pairs, else over 300 with a wider interval.</summary>
    [SkippableFact]
    public async Task Random_pairs_of_Hetionet_are_significant_as_often_as_the_level_says()
    {
        string path = TestData.Require("hetionet/kg.csv.gz");
        bool isLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
        int count = isLong ? 2000 : 300;
        PrimeKgReadResult read = await PrimeKgReader.ReadAsync(path);
        using InMemoryKnowledgeGraph graph = read.Graph;
        PairSignificance significance = (await PairSignificance.CreateAsync(graph)).ShouldNotBeNull();

        // Drugs and diseases joined by an edge lend their types and degrees; the pairs themselves are drawn among all.
        int[] drugs = [.. Enumerable.Range(0, graph.NodeCount).Where(node => graph.GetNode(node).Type.Value == "drug")];
        int[] diseases = [.. Enumerable.Range(0, graph.NodeCount).Where(node => graph.GetNode(node).Type.Value == "disease")];
        var random = new Random(20);
        int[] few = isLong ? drugs : [.. drugs.Take(80)];
        int significant = 0;
        for (int i = 0; i < count; i++)
        {
            PairScore score = significance.Score(graph.GetId(few[random.Next(few.Length)]), graph.GetId(diseases[random.Next(diseases.Length)])).ShouldNotBeNull();
            significant += score.PValue <= 0.05 ? 1 : 0;
        }

        ((double)significant / count).ShouldBeInRange(isLong ? 0.03 : 0.015, isLong ? 0.07 : 0.085);
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
