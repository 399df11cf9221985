using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MedReason.Tests;

public sealed class TelemetryTests
{
    private const string Marker = "zebra-marker";

    [Fact]
    public async Task Stages_and_questions_are_spans_and_measurements()
    {
        using var observed = new Observed();
        await TestPipeline.Create().RunAsync(ClinicQuestions.Drug);

        Activity question = observed.Activities.Single(activity => activity.OperationName == "medreason.question");
        question.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").ShouldBe(["medreason.outcome=accepted", "medreason.mode=explain", "medreason.visibility=hidden"]);
        observed.Activities.Where(activity => activity.ParentId == question.Id).Select(activity => activity.DisplayName).Distinct().Order().ShouldBe(
        [
            "medreason.stage extract", "medreason.stage graph", "medreason.stage link", "medreason.stage rank", "medreason.stage search", "medreason.stage verify",
            "medreason.stage write",
        ]);
        observed.Of("medreason.questions").ShouldBe(["medreason.mode=explain medreason.outcome=accepted"]);
        observed.Of("medreason.question.duration").ShouldBe(["medreason.mode=explain medreason.outcome=accepted"]);
        observed.Of("medreason.stage.duration").ShouldContain("medreason.stage=write");
        observed.Of("medreason.search.expanded_edges").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_failure_is_told_by_its_type_alone_in_spans_metrics_and_the_log_of_every_level()
    {
        var log = new LogLines();
        ReasoningPipeline pipeline = TestPipeline.Create(
            logger: log, writer: new TestPipeline.Writer((request, _) => throw new InvalidOperationException(request.Question.Text)));
        using var observed = new Observed();
        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Drug with { Id = Marker, Text = ClinicQuestions.Drug.Text + Marker });

        result.Reason.ShouldBe(ReasonCodes.WriterFailed);
        log.Lines.ShouldContain(line => line.Level == LogLevel.Warning && line.Text == "Stage write failed with writer_failed (System.InvalidOperationException)");
        log.Lines.ShouldContain(line => line.Level == LogLevel.Debug && line.Text.StartsWith("Stage write threw System.InvalidOperationException\n   at MedReason.", StringComparison.Ordinal));
        log.Everything.ShouldNotContain(Marker);
        observed.Everything().ShouldNotContain(Marker);
        observed.Of("medreason.stage.duration").ShouldContain("error.type=System.InvalidOperationException medreason.stage=write");
        observed.Of("medreason.questions").ShouldBe(["medreason.mode=explain medreason.outcome=failed medreason.reason=writer_failed medreason.stage=write"]);
        Activity question = observed.Activities.Single(activity => activity.OperationName == "medreason.question");
        (question.Status, question.StatusDescription, question.GetTagItem("error.type")).ShouldBe((ActivityStatusCode.Error, null, "System.InvalidOperationException"));
    }

    [Fact]
    public async Task Text_is_told_to_spans_and_the_debug_log_where_it_is_asked_for_and_never_to_metrics_or_with_a_foreign_message()
    {
        const string Secret = "sk-foreign-secret";
        var log = new LogLines();
        ReasoningPipeline pipeline = TestPipeline.Create(
            logger: log,
            options: TestPipeline.EveryPath with { EnableSensitiveData = true },
            verifier: new TestPipeline.Verifier((_, _) => throw new InvalidOperationException("The key " + Secret + " is refused.")));
        using var observed = new Observed();
        await pipeline.RunAsync(ClinicQuestions.Drug with { Id = Marker, Text = ClinicQuestions.Drug.Text + Marker });

        Activity question = observed.Activities.Single(activity => activity.OperationName == "medreason.question");
        question.GetTagItem("medreason.question.id").ShouldBe(Marker);
        question.GetTagItem("medreason.question.text").ShouldBe(ClinicQuestions.Drug.Text + Marker);
        question.GetTagItem("medreason.question.options").ShouldBe(new[] { "A: Salbutamol", "B: Pyridostigmine", "C: Allopurinol", "D: Needle decompression" });
        Activity write = observed.Activities.Single(activity => activity.DisplayName == "medreason.stage write");
        write.GetTagItem("medreason.stage.content").ShouldBeOfType<string[]>().ShouldHaveSingleItem().ShouldContain("pyridostigmine");
        log.Lines.Where(line => line.Level > LogLevel.Debug).ShouldAllBe(line => !line.Text.Contains(Marker, StringComparison.Ordinal));
        log.Lines.ShouldContain(line => line.Level == LogLevel.Debug && line.Text == "Question begins: " + ClinicQuestions.Drug.Text + Marker);
        log.Everything.ShouldNotContain(Secret);
        observed.Everything().ShouldNotContain(Secret);
        observed.Measurements.SelectMany(measurement => measurement.Tags).ShouldAllBe(tag => !$"{tag.Value}".Contains(Marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_that_is_no_code_is_told_as_another()
    {
        ReasoningPipeline pipeline = TestPipeline.Create(verifier: new TestPipeline.Verifier((_, _) => Task.FromResult(new ChainVerdict
        {
            Status = VerdictStatus.Rejected,
            Findings = [new VerificationFinding { Verifier = "v", Code = "Patient " + Marker, Severity = FindingSeverity.Error, Message = "m" }],
        })));
        using var observed = new Observed();
        (await pipeline.RunAsync(ClinicQuestions.Drug)).Reason.ShouldBe("Patient " + Marker);

        observed.Of("medreason.questions").ShouldBe(["medreason.mode=explain medreason.outcome=rejected medreason.reason=_OTHER medreason.stage=verify"]);
        observed.Everything().ShouldNotContain(Marker);
    }

    [Fact]
    public async Task Durations_come_from_the_injected_clock_alone()
    {
        var log = new LogLines();
        ReasoningPipeline pipeline = TestPipeline.Create(logger: log, timeProvider: new FakeTimeProvider());
        await pipeline.RunAsync(ClinicQuestions.Drug);

        log.Lines.ShouldContain(line => line.Level == LogLevel.Debug && line.Text.EndsWith("after 0.000 s", StringComparison.Ordinal));
    }
}
