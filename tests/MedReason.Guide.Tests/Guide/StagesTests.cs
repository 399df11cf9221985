using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class StagesTests : GuideChapter
{
    private static readonly MedicalQuestion Needed = new()
    {
        Id = "1",
        Text = "A man with HPN needs a drug that targets the enzyme ACE. Which drug is indicated?",
        Answer = "Lisinopril",
    };

    [Fact]
    public async Task A_stage_is_decorated()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Needed;
        var services = new ServiceCollection();

        #region stages-decorate
        services.AddKnowledgeGraph(graph);
        services.AddMedReason(options => options.Run = new RunOptions { Visibility = AnswerVisibility.Shown })
            .DecorateEntityExtractor((inner, _) => new WardAbbreviations(inner))
            .DecoratePathFinder((inner, _) => new NarrowPathFinder(inner));
        await using ServiceProvider provider = services.BuildServiceProvider();

        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);
        foreach (EntityLink link in result.Links)
        {
            Console.WriteLine($"{link.Mention.Role}: {link.Mention.Text} -> {link.Node} by {link.Method}");
        }

        Console.WriteLine(result.Chain?.Text.Split('\n')[1]);
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Links.ShouldContain(static link => link.Mention.Text == "HPN" && link.Node != null);
        result.Search!.Pairs.SelectMany(static pair => pair.Paths).ShouldAllBe(static path => path.Length <= 2);
        ShouldPrint("stages-decorate");
    }

    [Fact]
    public async Task A_rule_of_the_house_is_added_to_the_checks()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Needed with { Text = "A man with hypertension needs a drug that targets the enzyme ACE. Which drug is indicated?" };
        var services = new ServiceCollection();

        #region stages-verify
        var formulary = new HashSet<string> { "Amlodipine", "Metformin" };
        services.AddKnowledgeGraph(graph);
        services.AddMedReason(options => options.Run = new RunOptions { Visibility = AnswerVisibility.Shown })
            .DecorateChainVerifier((inner, _) => new CompositeChainVerifier([inner, new FormularyVerifier(formulary)]));
        await using ServiceProvider provider = services.BuildServiceProvider();

        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);
        Console.WriteLine($"{result.Outcome} {result.Reason}: {result.Detail}");
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        result.Verdict!.Findings.ShouldContain(static finding => finding.Actual == "Lisinopril" && finding.Verifier == "formulary");
        ShouldPrint("stages-verify");

        formulary.Add("Lisinopril");
        (await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
    }

    [Fact]
    public async Task A_stage_is_replaced()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);

        #region stages-replace
        services.AddMedReason()
            .UseEntityExtractor<LexiconEntityExtractor>()
            .UsePathRanker(new EvidencePathRanker(new EvidencePathRankerOptions { SharedNodePenalty = 2 }))
            .UseChainVerifier(provider => new GroundingVerifier());
        #endregion

        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IChainVerifier>().ShouldBeOfType<GroundingVerifier>();
        (await provider.GetRequiredService<ReasoningPipeline>().RunAsync(Cough)).Verdict!.Findings.ShouldAllBe(static finding => finding.Verifier == GroundingVerifier.VerifierName);
    }
}
