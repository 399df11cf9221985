using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Runs;
using MedReason.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class CostsTests : GuideChapter
{
    [Fact]
    public async Task A_run_counts_estimates_and_stops_at_the_cap()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        ScriptedChatClient model = OracleClient.Create("model-a");
        string questionFile = FilePath("questions.jsonl"), folder = FilePath("run");
        await File.WriteAllLinesAsync(questionFile, Enumerable.Range(0, 40).Select(i =>
            $$"""{"id":"q{{i}}","question":{{JsonSerializer.Serialize($"{40 + i}: {Cough.Text}")}},"options":{"A":"ADRB1","B":"ACE","C":"CACNA1C"},"answer_label":"B","answer":"ACE"}"""));

        #region costs-run
        var prices = new ModelPrices([KeyValuePair.Create("model-a", new ModelPrice { Input = 0.50m, Output = 2.00m, MaxOutputTokens = 4_000 })]);
        RunConfiguration configuration = await RunConfiguration.CreateAsync(
            GenerationRun.Kind, graph, new RunOptions(), [new("model", "model-a"), new("questions", await RunConfiguration.HashFileAsync(questionFile))]);
        using RunStore store = RunStore.Open(folder, configuration);
        await store.AddRowsAsync(GenerationRun.ToRowsAsync(QuestionReader.ReadAsync(questionFile, "generic")));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = prices, MaxCost = 0.05m, Concurrency = 1 });

        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);
        services.AddSingleton<IChatClient>(client);
        services.AddMedReason(options => options.Chat = new StructuredChatOptions { ChatOptions = new ChatOptions { ModelId = "model-a", MaxOutputTokens = 1_000 } })
            .UseModelStages();
        await using ServiceProvider provider = services.BuildServiceProvider();

        var engine = new RunEngine(store, GenerationRun.Work(provider.GetRequiredService<ReasoningPipeline>()), new RunEngineOptions
        {
            Client = client,
            Concurrency = 1,
            OnEstimate = estimate => Console.WriteLine($"{estimate.Rows} of {estimate.Rows + estimate.Remaining} questions are done; the rest will cost about ${estimate.RemainingCost:F2}."),
        });
        RunEnd end = await engine.RunAsync();
        RunSpending spent = client.Spending;
        Console.WriteLine($"{end.Progress.Done} of {end.Progress.Total} questions; ended: {end.Reason ?? "all done"}; within the cap: {spent.Cost + spent.PossibleCost <= 0.05m}");
        #endregion

        end.Reason.ShouldNotBeNull();
        end.Progress.Done.ShouldBeInRange(1, 39);
        spent.Cost.ShouldBe(spent.Answered * ((1_200 * 0.50m) + (150 * 2.00m)) / 1_000_000);
        (spent.Cost + spent.PossibleCost).ShouldBeLessThanOrEqualTo(0.05m);
        Console.ToString().ShouldContain("the rest will cost about $0.");
    }

    [Fact]
    public async Task A_result_tells_what_it_cost()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Cough;
        IChatClient model = OracleClient.Create("model-a");
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph).AddSingleton(model).AddMedReason().UseModelStages();
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pipeline = provider.GetRequiredService<ReasoningPipeline>();

        #region costs-one
        ReasoningResult result = await pipeline.RunAsync(question);
        ModelUsage? usage = result.Usage;
        decimal dollars = ((usage?.InputTokens ?? 0) * 0.50m + (usage?.OutputTokens ?? 0) * 2.00m) / 1_000_000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{usage?.Calls ?? 0} calls, ${dollars:F4}"));
        #endregion

        ShouldPrint("costs-one");
        usage!.Calls.ShouldBeInRange(2, 5);
        dollars.ShouldBe(usage.Calls * 0.0009m);
        (usage.InputTokens, usage.OutputTokens).ShouldBe((usage.Calls * 1_200, usage.Calls * 150));
    }

    [Fact]
    public async Task A_file_of_prices_is_read()
    {
        string priceFile = FilePath("prices.json");
        const string Prices = """{"model-a": {"input": 0.50, "output": 2.00, "cached_input": 0.05, "max_output_tokens": 4000}}""";
        GuidePages.ShouldShow("costs-prices", Prices);
        await File.WriteAllTextAsync(priceFile, Prices);

        #region costs-prices
        ModelPrices prices = await ModelPrices.ReadAsync(priceFile);
        #endregion

        prices.Find("model-a")!.Output.ShouldBe(2m);
        prices.Find("model-b").ShouldBeNull();
    }
}
