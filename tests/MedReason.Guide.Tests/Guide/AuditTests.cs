using System.Globalization;
using MedReason.Reports;

namespace MedReason.Guide.Tests;

/// <summary>The chapter about auditing datasets, and rewarding completions.</summary>
public sealed class AuditTests : GuideChapter
{
    private static readonly MedicalQuestion Question = new()
    {
        Id = "1",
        Text = "A woman has hypertension. Which drug treats it?",
        Options = [new AnswerOption { Label = "A", Text = "Lisinopril" }, new AnswerOption { Label = "B", Text = "Warfarin" }],
        Answer = "Lisinopril",
        AnswerLabel = "A",
        Dataset = "mine",
    };

    [Fact]
    public async Task One_text_is_read_and_decided_in_one_call()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();

        #region audit-one
        var auditor = new ForeignChainAuditor();
        AuditedChain audited = await auditor.AuditAsync(graph, Question, "Warfarin treats hypertension. Lisinopril treats hypertension. The answer is A.");
        Console.WriteLine($"{audited.Verdict.Status}, concludes {audited.Chain.Chain.AnswerLabel}");
        foreach (StepLabel step in audited.Chain.Steps)
        {
            Console.WriteLine($"{step.Status}: {step.Text}{(step.Claim?.Edge is { } edge ? $" ({edge.Source} {edge.Relation} {edge.Target})" : string.Empty)}");
        }

        var report = new AuditReport();
        report.Add(AuditRow.Of(Question.Id, audited));
        byte[] page = AuditPage.Render(report, "my dataset", await graph.GetMetadataAsync(), []);
        #endregion

        audited.Verdict.Status.ShouldBe(VerdictStatus.Rejected);
        page.Length.ShouldBeGreaterThan(1000);
        ShouldPrint("audit-one");
    }

    [Fact]
    public async Task A_completion_is_rewarded_part_by_part()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();

        #region audit-reward
        var reward = new ReasoningReward(new ReasoningRewardOptions { AnswerWeight = 0.4, SupportedShareWeight = 0.3, WantedPairs = 1 });
        RewardRequest[] group =
        [
            new() { Question = Question, Completion = "<think>Hypertension is what she has. Lisinopril treats hypertension.</think>The answer is A." },
            new() { Question = Question, Completion = "<think>Hypertension is what she has. Warfarin treats hypertension.</think>The answer is A." },
            new() { Question = Question, Completion = "The answer is B." },
        ];
        foreach (RewardScore score in await reward.ScoreAsync(graph, group))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{score.Total:0.00}: format {score.Format}, answer {score.Answer}, supported {score.SupportedShare}, contradiction {score.Contradiction}"));
        }
        #endregion

        ShouldPrint("audit-reward");
    }
}
