using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class VerdictsTests : GuideChapter
{
    [Fact]
    public async Task A_result_is_read()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        await using ServiceProvider provider = Services(graph);
        var pipeline = provider.GetRequiredService<ReasoningPipeline>();
        MedicalQuestion question = Cough;

        #region verdicts-read
        ReasoningResult result = await pipeline.RunAsync(question);
        string text = result.Outcome switch
        {
            ReasoningOutcome.Accepted => $"Use it: {result.Chain!.Answer}.",
            ReasoningOutcome.Rejected => $"Do not use it: {result.Reason} ({result.Detail})",
            _ => $"Try again or look why: {result.FailedStage} failed with {result.Reason} ({result.Detail})",
        };
        Console.WriteLine(text);
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        ShouldPrint("verdicts-read");

        #region verdicts-steps
        KnowledgeGraphMetadata metadata = await pipeline.Graph.GetMetadataAsync();
        for (int i = 0; i < result.Chain!.Steps.Count; i++)
        {
            ChainStep step = result.Chain.Steps[i];
            Console.WriteLine($"{i + 1}. {(step.IsBackground ? "background" : $"{step.Claims.Count} claims")}");
            foreach (int path in step.PathIndexes)
            {
                Console.WriteLine($"   rests on: {result.Evidence!.Paths[path].Path.ToWords(metadata)}");
            }
        }

        GroundingMeasures measures = result.Verdict!.Measures!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"claims in the graph: {measures.ClaimPrecision:P0} of {measures.ClaimCount}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"steps that are grounded: {measures.GroundedStepShare:P0} of {measures.StepCount}"));
        Console.WriteLine($"not checked: {string.Join(", ", result.Verdict.NotChecked)}");
        foreach (OptionEvidence option in result.Evidence!.Contrast)
        {
            Console.WriteLine($"option {option.Label}: {option.Support}");
        }
        #endregion

        measures.ClaimPrecision.ShouldBe(1);
        ShouldPrint("verdicts-steps");
    }

    [Fact]
    public async Task What_is_wrong_with_a_chain_is_told_by_step()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        await using ServiceProvider provider = Services(graph);
        ReasoningResult good = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(Cough);
        ReasoningChain chain = good.Chain!;
        ChainStep broken = chain.Steps[1] with { Text = chain.Steps[1].Text.Replace("targets ACE", "targets BCHE", StringComparison.Ordinal) };
        ReasoningChain changed = chain with { Steps = [chain.Steps[0], broken, .. chain.Steps.Skip(2)], Text = chain.Text.Replace(chain.Steps[1].Text, broken.Text, StringComparison.Ordinal) };

        #region verdicts-verify
        IChainVerifier verifier = CompositeChainVerifier.CreateDefault();
        ChainVerdict verdict = await verifier.VerifyAsync(graph, new VerificationRequest { Question = good.Question, Links = good.Links, Chain = changed });
        Console.WriteLine(verdict.Status);
        foreach (VerificationFinding finding in verdict.Findings.Where(finding => finding.Severity == FindingSeverity.Error))
        {
            Console.WriteLine($"step {finding.Step + 1}, {finding.Verifier}, {finding.Code}: {finding.Message}");
            Console.WriteLine($"   expected {finding.Expected ?? "-"}, found {finding.Actual ?? "-"}");
        }
        #endregion

        verdict.Status.ShouldBe(VerdictStatus.Rejected);
        ShouldPrint("verdicts-verify");
    }

    [Fact]
    public async Task Nothing_to_say_is_an_outcome_too()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        await using ServiceProvider provider = Services(graph);
        var pipeline = provider.GetRequiredService<ReasoningPipeline>();

        #region verdicts-rejected
        MedicalQuestion[] questions =
        [
            new() { Id = "1", Text = "Which planet is the largest?", Answer = "Jupiter" },
            new() { Id = "2", Text = "A woman has a cough. Which protein is the target?", Answer = "Zyxin" },
            new() { Id = "3", Text = "A woman has a cough. Which protein is the target?" },
        ];
        await foreach (ReasoningResult result in pipeline.RunAsync(questions.ToAsyncEnumerable()))
        {
            Console.WriteLine($"{result.Question.Id}: {result.Outcome} at {result.FailedStage}, {result.Reason}: {result.Detail}");
        }
        #endregion

        Console.ToString().ShouldContain(ReasonCodes.NoQuestionEntity);
        ShouldPrint("verdicts-rejected");
    }

    [Fact]
    public async Task A_result_goes_to_JSON_and_back()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        await using ServiceProvider provider = Services(graph);
        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(Cough);

        #region verdicts-json
        string json = JsonSerializer.Serialize(result, MedReasonJsonUtilities.DefaultOptions);
        ReasoningResult? back = JsonSerializer.Deserialize<ReasoningResult>(json, MedReasonJsonUtilities.DefaultOptions);
        #endregion

        back!.Chain!.Text.ShouldBe(result.Chain!.Text);
        back.Verdict!.Status.ShouldBe(VerdictStatus.Accepted);
    }

    private static ServiceProvider Services(IKnowledgeGraph graph)
    {
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph).AddMedReason(static options => options.Run = new RunOptions { Visibility = AnswerVisibility.Shown });
        return services.BuildServiceProvider();
    }
}
