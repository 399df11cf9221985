using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class SeveralGraphsTests : GuideChapter
{
    [Fact]
    public async Task Each_key_has_its_graph_and_its_pipeline()
    {
        string graphFile = StarterGraph();
        MedicalQuestion question = Cough;
        DictionaryGraph clinic = OwnGraphTests.Clinic();

        #region several-graphs
        var services = new ServiceCollection();
        services.AddKeyedPrimeKg("textbook", options => options.Path = graphFile);
        services.AddKeyedKnowledgeGraph("clinic", clinic);
        services.AddKeyedMedReason("textbook", options => options.Run = new RunOptions { Visibility = AnswerVisibility.Shown });
        services.AddKeyedMedReason("clinic", options => options.Run = new RunOptions { Mode = ReasoningMode.Answer });
        services.AddKeyedMedReason("textbook-narrow", options => options.Run = new RunOptions { MaxPathLength = 1 }).UseGraph("textbook");
        await using ServiceProvider provider = services.BuildServiceProvider();

        foreach (string key in new[] { "textbook", "clinic", "textbook-narrow" })
        {
            var pipeline = provider.GetRequiredKeyedService<ReasoningPipeline>(key);
            ReasoningResult result = await pipeline.RunAsync(question);
            Console.WriteLine($"{key}: {result.Provenance?.GraphName}, {result.Outcome} {result.Reason}");
        }
        #endregion

        provider.GetRequiredKeyedService<ReasoningPipeline>("textbook-narrow").Graph.ShouldBeSameAs(provider.GetRequiredKeyedService<IKnowledgeGraph>("textbook"));
        ShouldPrint("several-graphs");
    }

    [Fact]
    public async Task A_service_asks_for_the_one_it_wants()
    {
        var services = new ServiceCollection();
        services.AddKeyedKnowledgeGraph("clinic", OwnGraphTests.Clinic()).AddKeyedMedReason("clinic");
        services.AddSingleton<ClinicService>();
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<ClinicService>().GraphType.ShouldBe(nameof(DictionaryGraph));
    }

    #region several-graphs-inject
    public sealed class ClinicService([FromKeyedServices("clinic")] ReasoningPipeline pipeline)
    {
        public string GraphType => pipeline.Graph.GetType().Name;
    }
    #endregion
}
