namespace MedReason.Evaluation.Tests;

public sealed class EvaluationTableTests
{
    [Fact]
    public void Models_are_laid_by_benchmarks_and_tested_against_the_best_of_each()
    {
        EvaluationTable table = EvaluationTable.Of(
        [
            MadeRun.Of("base", "medqa", i => i < 60 ? "A" : "B"), MadeRun.Of("ours", "medqa", i => i >= 20 ? "A" : "B"),
            MadeRun.Of("base", "medmcqa", i => i < 95 ? "A" : "B"), MadeRun.Of("ours", "medmcqa", i => i < 94 ? "A" : "B"),
        ]);

        table.Models.ShouldBe(["base", "ours"]);
        table.Benchmarks.ShouldBe(["medqa", "medmcqa"]);
        table.Notes.ShouldBeEmpty();
        TableCell best = table.Find("ours", "medqa")!;
        best.Accuracy.Share.ShouldBe(0.8);
        best.Accuracy.Interval.ShouldBe(WilsonInterval.Of(80, 100));
        best.IsBest.ShouldBeTrue();
        best.Test.ShouldBeNull();

        TableTest test = table.Find("base", "medqa")!.Test!;
        test.Reference.ShouldBe("ours");
        (test.Count, test.OnlyModel, test.OnlyReference).ShouldBe((100, 20, 40));
        test.PValue.ShouldBe(McNemarTest.PValue(40, 20));
        test.Difference.ShouldBe(-0.2);

        // Two tests in the table: Holm doubles the smaller p-value.
        test.AdjustedPValue.ShouldBe(test.PValue * 2);
        TableTest other = table.Find("ours", "medmcqa")!.Test!;
        other.Reference.ShouldBe("base");
        other.AdjustedPValue.ShouldBe(1);
    }

    [Fact]
    public void A_named_baseline_is_what_others_are_tested_against_and_where_it_is_missing_that_is_noted()
    {
        EvaluationTable table = EvaluationTable.Of(
            [MadeRun.Of("base", "medqa", _ => "B"), MadeRun.Of("ours", "medqa", _ => "A"), MadeRun.Of("ours", "hle", _ => "A"), MadeRun.Of("third", "hle", _ => "B")],
            "base");
        table.Find("ours", "medqa")!.Test!.Reference.ShouldBe("base");
        table.Find("base", "medqa")!.Test.ShouldBeNull();
        table.Find("third", "hle")!.Test.ShouldBeNull();
        table.Notes.ShouldBe(
            ["hle: no run of the baseline base, so nothing is tested", "base: no run on hle", "third: no run on medqa"]);
    }

    [Fact]
    public void Tests_are_over_the_questions_that_both_answered_and_what_differs_is_noted()
    {
        EvaluatedRun full = MadeRun.Of("full", "medqa", _ => "A", failedFrom: 90);
        EvaluatedRun part = MadeRun.Of("part", "medqa", _ => "B", count: 50, setting: ("prompt", "p/2"));
        EvaluationTable table = EvaluationTable.Of([full, part, MadeRun.Of("third", "medqa", _ => null)]);
        table.Find("part", "medqa")!.Test!.Count.ShouldBe(50);
        TableCell third = table.Find("third", "medqa")!;
        third.Test!.Count.ShouldBe(90);
        third.Undecided.ShouldBe(100);
        table.Find("full", "medqa")!.Accuracy.Correct.ShouldBe(90);
        table.Find("full", "medqa")!.Accuracy.Count.ShouldBe(100);
        table.Notes.ShouldBe(
        [
            "medqa: the runs asked different questions (full 100, part 50, third 100); 50 are common to all, and each test is over those that both answered",
            "medqa: the runs differ in prompt: p/1 (full, third); p/2 (part)",
            "medqa: 10 of 100 calls of full failed; they count as not right, and are in no test",
        ]);
    }

    [Fact]
    public void Where_no_question_is_shared_there_is_no_p_value()
    {
        EvaluationTable table = EvaluationTable.Of([MadeRun.Of("full", "medqa", _ => "A"), MadeRun.Of("none", "medqa", _ => "A", failedFrom: 0)]);
        TableTest test = table.Find("none", "medqa")!.Test!;
        test.Count.ShouldBe(0);
        test.PValue.ShouldBeNull();
        test.AdjustedPValue.ShouldBeNull();
        test.Difference.ShouldBeNull();
    }

    [Fact]
    public void The_published_scorer_takes_the_higher_match_of_outputs_that_are_not_empty()
    {
        EvaluationTable table = EvaluationTable.Of(
        [
            MadeRun.Of("base", "medqa", i => i < 60 ? "A" : i < 80 ? "B" : null, setting: ("scorer", "published/1")),
            MadeRun.Of("ours", "medqa", _ => "A", failedFrom: 95, setting: ("scorer", "published/1")),
        ]);
        TableCell cell = table.Find("base", "medqa")!;
        cell.Accuracy.Count.ShouldBe(80);
        cell.Accuracy.Share.ShouldBe(0.75);
        cell.Test!.Count.ShouldBe(80);
        cell.Test.OnlyReference.ShouldBe(20);
        table.Find("ours", "medqa")!.Accuracy.Count.ShouldBe(95);
        table.Notes.ShouldBe(
        [
            "medqa: 20 outputs of base are empty; the published evaluation leaves them out",
            "medqa: 5 of 100 calls of ours failed; they are left out",
        ]);
    }

    [Fact]
    public void What_no_table_can_hold_is_refused_in_a_line()
    {
        EvaluatedRun run = MadeRun.Of("base", "medqa", _ => "A");
        Refusal([]).ShouldBe("a table needs at least one run");
        Refusal([run, MadeRun.Of("base", "medqa", _ => "B")])
            .ShouldBe("runs/base and runs/base are both base on medqa: leave one out, or name the rows by NAME=RUN");
        Refusal([run, MadeRun.Of("ours", "medqa", _ => "A", setting: ("scorer", "ours/2"))])
            .ShouldBe("runs/base was scored by ours/1 and runs/ours by ours/2; a table has one scorer: run one of them again");
        Refusal([run], "other").ShouldBe("no run is of the baseline other; the models are base");
        EvaluationTable.Of([run, run.Named("again")]).Models.ShouldBe(["base", "again"]);

        static string Refusal(EvaluatedRun[] runs, string? baseline = null) =>
            Should.Throw<ComparisonException>(() => EvaluationTable.Of(runs, baseline)).Message;
    }
}
