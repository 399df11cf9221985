using System.Text.Json;

namespace MedReason.Evaluation.Tests;

public sealed class RunComparisonTests
{
    [Fact]
    public void Figures_count_every_item_and_pairs_are_those_of_the_same_items()
    {
        // The base has items 0 to 59 right, ours 20 to 89; 90 to 94 abstain in ours, 95 to 99 failed.
        EvaluatedRun reference = MadeRun.Of("base", "medqa", i => i < 60 ? "A" : "B");
        EvaluatedRun ours = MadeRun.Of("ours", "medqa", i => i is >= 20 and < 90 ? "A" : i < 90 ? "B" : null, failedFrom: 95);
        RunComparison comparison = RunComparison.Of([reference, ours], [], seed: 1);

        RunFigures figures = comparison.Figures[1];
        figures.All.Share.ShouldBe(0.7);
        Json(comparison).GetProperty("runs")[1].GetProperty("accuracy").GetProperty("share").GetDouble().ShouldBe(0.7);
        figures.All.Count.ShouldBe(100);
        figures.Failed.ShouldBe(5);
        figures.Abstained.Correct.ShouldBe(5);
        figures.Answered.Share!.Value.ShouldBe(70.0 / 90, 1e-12);
        figures.PublishedLast.Count.ShouldBe(90);
        figures.PublishedLastOfAll.Count.ShouldBe(100);

        PairFigures pair = comparison.Pairs.ShouldHaveSingleItem();
        pair.OnlyReference.ShouldBe(20);
        pair.OnlyRun.ShouldBe(30);
        pair.Difference!.Value.ShouldBe(0.1, 1e-12);
        pair.PValue.ShouldBe(McNemarTest.PValue(20, 30));
        pair.AdjustedPValue.ShouldBe(pair.PValue);
        pair.Interval!.Value.Contains(0.1).ShouldBeTrue();
        pair.Detectable.ShouldBe(DetectableDifference.Of(100, 0.5));
        RunComparison.Of([reference, ours], [], seed: 1).Pairs[0].ShouldBe(pair);
    }

    [Fact]
    public void Holm_goes_over_the_benchmarks_of_a_pair_of_runs()
    {
        RunComparison comparison = RunComparison.Of(
            [MadeRun.Of("base", "medqa", i => i < 60 ? "A" : "B"), MadeRun.Of("ours", "medqa", _ => "A"), MadeRun.Of("base", "medmcqa", i => i < 95 ? "A" : "B"), MadeRun.Of("ours", "medmcqa", _ => "A")], [], seed: 0);
        comparison.Pairs.Select(pair => pair.Benchmark).ShouldBe(["medqa", "medmcqa"]);
        double small = comparison.Pairs[0].PValue!.Value;
        comparison.Pairs[0].AdjustedPValue.ShouldBe(small * 2);
        comparison.Pairs[1].AdjustedPValue.ShouldBe(comparison.Pairs[1].PValue);
    }

    [Fact]
    public void Contaminated_and_clean_items_are_told_apart()
    {
        RunComparison comparison = RunComparison.Of(
            [MadeRun.Of("base", "medqa", i => i < 60 ? "A" : "B", contaminatedTo: 40), MadeRun.Of("ours", "medqa", _ => "A", contaminatedTo: 40)], [], seed: 0);
        comparison.Figures[0].Contaminated!.Share.ShouldBe(1);
        comparison.Figures[0].Clean!.Share!.Value.ShouldBe(20.0 / 60, 1e-12);
        comparison.Pairs.Select(pair => pair.Items).ShouldBe(["all", "clean", "contaminated"]);
        comparison.Pairs[2].Difference.ShouldBe(0);
        comparison.Pairs[2].PValue.ShouldBe(1);
    }

    [Theory]
    [InlineData("prompt", "p/2")]
    [InlineData("limit", "10")]
    [InlineData("scorer", "ours/2")]
    [InlineData("shots", "5")]
    public void Runs_that_differ_in_what_makes_figures_are_refused_until_told_otherwise(string name, string value)
    {
        EvaluatedRun[] runs = [MadeRun.Of("base", "medqa", _ => "A"), MadeRun.Of("ours", "medqa", _ => "A", setting: (name, value))];
        Should.Throw<ComparisonException>(() => RunComparison.Of(runs, [], 0)).Message.ShouldContain(name);
        RunComparison.Of(runs, [name], 0).Pairs.Count.ShouldBe(1);
    }

    [Fact]
    public void Different_items_are_refused_and_where_allowed_those_in_common_are_compared()
    {
        EvaluatedRun[] runs = [MadeRun.Of("base", "medqa", _ => "A"), MadeRun.Of("ours", "medqa", _ => "A", count: 80)];
        Should.Throw<ComparisonException>(() => RunComparison.Of(runs, [], 0)).Message.ShouldContain("different items");
        RunComparison.Of(runs, ["questions"], 0).Pairs[0].Count.ShouldBe(80);
        Should.Throw<ComparisonException>(() => RunComparison.Of([runs[0], MadeRun.Of("ours", "hle", _ => "A")], [], 0)).Message.ShouldContain("no other run asks");
        Should.Throw<ComparisonException>(() => RunComparison.Of([runs[0]], [], 0));
    }

    [Fact]
    public void Where_nothing_can_be_said_reports_hold_null()
    {
        RunComparison comparison = RunComparison.Of([MadeRun.Of("base", "medqa", _ => "A", count: 0), MadeRun.Of("ours", "medqa", _ => "A", count: 0)], [], 0);
        comparison.Figures[0].All.Share.ShouldBeNull();
        comparison.Pairs[0].Difference.ShouldBeNull();
        comparison.Pairs[0].PValue.ShouldBeNull();
        JsonElement json = Json(comparison);
        json.GetProperty("pairs")[0].GetProperty("p_value").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("runs")[0].GetProperty("accuracy").GetProperty("interval").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static JsonElement Json(RunComparison comparison)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            ComparisonJson.Write(writer, comparison);
        }

        using JsonDocument document = JsonDocument.Parse(memory.ToArray());
        return document.RootElement.Clone();
    }
}
