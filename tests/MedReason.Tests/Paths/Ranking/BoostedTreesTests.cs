using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MedReason.Paths;

namespace MedReason.Tests.Paths.Ranking;

public sealed class BoostedTreesTests
{
    [Fact]
    public void Trees_learn_what_a_sum_cannot_express()
    {
        // Exclusive or: no weighting of the two features separates it.
        double[][] rows = [.. Enumerable.Range(0, 400).Select(i => new double[] { i & 1, (i >> 1) & 1, i % 7 })];
        bool[] isRight = [.. rows.Select(row => row[0] != row[1])];
        BoostedTrees trees = BoostedTreesTrainer.Fit(rows, new double[rows.Length], isRight, [], TestContext.Current.CancellationToken);
        rows.Zip(isRight).ShouldAllBe(example => trees.Score(example.First) > 0 == example.Second);
        BoostedTreesTrainer.Fit(rows, new double[rows.Length], isRight, [], TestContext.Current.CancellationToken).Trees.Select(tree => tree.ToArray())
            .ShouldBe(trees.Trees.Select(tree => tree.ToArray()));
    }

    [Fact]
    public void Too_few_examples_give_no_tree()
    {
        BoostedTreesTrainer.Fit([], [], [], [], TestContext.Current.CancellationToken).ShouldBe(BoostedTrees.Empty);
        double[][] rows = [.. Enumerable.Range(0, 20).Select(i => new double[] { i })];
        BoostedTreesTrainer.Fit(rows, new double[20], [.. rows.Select(row => row[0] > 10)], [], TestContext.Current.CancellationToken).Trees.ShouldBeEmpty();
    }

    [Fact]
    public void A_score_is_the_sum_over_the_paths_of_a_naive_walk() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(1_904_161_203UL, 7_391UL), Prop.ForAll(Arb.From(Gen.Choose(0, 10_000)), CheckTrees));

    private static void CheckTrees(int seed)
    {
        var random = new Random(seed);
        double[][] rows = [.. Enumerable.Range(0, 300).Select(_ => new[] { random.Next(5), random.NextDouble(), random.Next(2) * 3.5 })];
        bool[] isRight = [.. rows.Select(row => (row[0] > 2) ^ (row[1] > 0.4) || random.Next(8) == 0)];
        double[] scores = [.. rows.Select(_ => random.NextDouble() - 0.5)];
        BoostedTrees trees = BoostedTreesTrainer.Fit(rows, scores, isRight, [], CancellationToken.None);
        foreach (double[] row in rows.Take(20))
        {
            trees.Score(row).ShouldBe(trees.Trees.Sum(tree => Walk(tree, 0, row)), 1e-12);
        }

        foreach (IReadOnlyList<TreeNode> tree in trees.Trees)
        {
            tree.Count(node => node.Feature >= 0).ShouldBe((tree.Count - 1) / 2);
            for (int i = 0; i < tree.Count; i++)
            {
                (tree[i].Feature < 0 || (tree[i].Low > i && tree[i].High > i)).ShouldBeTrue();
            }
        }

        if (trees.Trees.Count > 0)
        {
            GetLoss(rows, scores, isRight, trees).ShouldBeLessThan(GetLoss(rows, scores, isRight, BoostedTrees.Empty));
        }
    }

    [Fact]
    public void A_greater_value_of_a_rising_feature_never_lowers_a_score() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(1_904_161_203UL, 7_391UL), Prop.ForAll(Arb.From(Gen.Choose(0, 10_000)), CheckRising));

    private static void CheckRising(int seed)
    {
        // The first two features speak for a yes where the others add up to little, and against it elsewhere.
        var random = new Random(seed);
        double[][] rows = [.. Enumerable.Range(0, 600).Select(_ => new[] { random.Next(4), random.NextDouble(), random.Next(2), random.NextDouble() })];
        bool[] isRight = [.. rows.Select(row => (row[0] + row[1] > 2) ^ (row[2] + row[3] > 1) ^ (random.Next(8) == 0))];
        double[] scores = [.. rows.Select(_ => random.NextDouble() - 0.5)];
        BoostedTrees trees = BoostedTreesTrainer.Fit(rows, scores, isRight, [0, 1], CancellationToken.None);
        GetLoss(rows, scores, isRight, trees).ShouldBeLessThan(GetLoss(rows, scores, isRight, BoostedTrees.Empty));
        FindFall(rows, trees).ShouldBeNull();
        FindFall(rows, BoostedTreesTrainer.Fit(rows, scores, isRight, [], CancellationToken.None)).ShouldNotBeNull("nothing keeps free features from it");
    }

    private static double[]? FindFall(double[][] rows, BoostedTrees trees) => rows.Take(100).FirstOrDefault(row =>
        Enumerable.Range(1, 4).Any(more => trees.Score([row[0] + more, row[1], row[2], row[3]]) < trees.Score(row) - 1e-12)
        || Enumerable.Range(1, 8).Any(more => trees.Score([row[0], row[1] + (more / 8.0), row[2], row[3]]) < trees.Score(row) - 1e-12));

    [Fact]
    public async Task Trees_round_trip_byte_by_byte_and_bad_ones_are_refused()
    {
        var trees = new BoostedTrees([[new TreeNode(1, 0.25, 1, 2), TreeNode.Leaf(-0.5), TreeNode.Leaf(1e-6)], [TreeNode.Leaf(0.125)]]);
        var priors = new PathPriors([], 1, new LinearWeights([]), new LinearWeights([]), 0) { Correction = trees };
        string text = await WriteAsync(priors);
        text.ShouldContain("\"version\": 2");
        text.ShouldContain("[[1, 0.25, 1, 2], [-0.5], [1E-06]]");
        PathPriors read = await ReadAsync(text);
        (await WriteAsync(read)).ShouldBe(text);
        read.Correction.Trees.Select(tree => tree.ToArray()).ShouldBe(trees.Trees.Select(tree => tree.ToArray()));
        string[] bad =
        [
            text.Replace("[1, 0.25, 1, 2]", "[99, 0.25, 1, 2]"), text.Replace("[1, 0.25, 1, 2]", "[1, 0.25, 0, 2]"), text.Replace("[1, 0.25, 1, 2]", "[1, 0.25, 1, 3]"),
            text.Replace("[1, 0.25, 1, 2]", "[1, \"x\", 1, 2]"), text.Replace("[[0.125]]", "[]"), text.Replace("[[0.125]]", "7"), text.Replace("\"entropy\"", "\"other\""),
        ];
        foreach (string other in bad)
        {
            other.ShouldNotBe(text);
            (await Should.ThrowAsync<InputFormatException>(() => ReadAsync(other))).File.ShouldBe("priors.json");
        }
    }

    [Theory]
    [InlineData("decreases_activity_of", -1)]
    [InlineData("biolink:treats", -1)]
    [InlineData("NegativelyRegulates", -1)]
    [InlineData("increases_activity_of", 1)]
    [InlineData("participates_in", 1)]
    public void A_relation_that_lessens_has_a_negative_sign(string relation, int sign) => RelationSign.Of(new RelationType(relation)).ShouldBe(sign);

    private static double Walk(IReadOnlyList<TreeNode> tree, int node, double[] row) =>
        tree[node].Feature < 0 ? tree[node].Value : Walk(tree, row[tree[node].Feature] > tree[node].Value ? tree[node].High : tree[node].Low, row);

    private static double GetLoss(double[][] rows, double[] scores, bool[] isRight, BoostedTrees trees) =>
        rows.Select((row, i) => Math.Log(1 + Math.Exp((isRight[i] ? -1 : 1) * (scores[i] + trees.Score(row))))).Sum();

    private static async Task<string> WriteAsync(PathPriors priors)
    {
        var stream = new MemoryStream();
        await priors.SaveAsync(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Task<PathPriors> ReadAsync(string text) => PathPriors.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "priors.json");
}
