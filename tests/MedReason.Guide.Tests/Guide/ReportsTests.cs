using System.Text;
using System.Xml.Linq;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Reports;
using MedReason.Runs;
using MedReason.Testing;
using MedReason.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class ReportsTests : GuideChapter
{
    private static string QuestionFile => Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_questions.jsonl");

    [Fact]
    public async Task A_run_gives_its_report_its_review_and_no_resumption_with_other_options()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        string questionFile = QuestionFile, folder = FilePath("run");
        string reportFile = FilePath("report.html"), reviewFile = FilePath("review.html");

        #region reports-run
        var options = new RunOptions { Visibility = AnswerVisibility.Shown };
        RunConfiguration configuration = await RunConfiguration.CreateAsync(
            GenerationRun.Kind, graph, options, [new("questions", await RunConfiguration.HashFileAsync(questionFile))]);
        using (RunStore store = RunStore.Open(folder, configuration))
        {
            await store.AddRowsAsync(GenerationRun.ToRowsAsync(QuestionReader.ReadAsync(questionFile, "generic")));
            var services = new ServiceCollection();
            services.AddKnowledgeGraph(graph);
            services.AddMedReason(reasoning => reasoning.Run = options);
            await using ServiceProvider provider = services.BuildServiceProvider();
            await new RunEngine(store, GenerationRun.Work(provider.GetRequiredService<ReasoningPipeline>())).RunAsync();
        }
        #endregion

        #region reports-resume
        RunConfiguration other = await RunConfiguration.CreateAsync(
            GenerationRun.Kind, graph, options with { Seed = 1, MaxPathLength = 3 }, [new("questions", await RunConfiguration.HashFileAsync(questionFile))]);
        try
        {
            RunStore.Open(folder, other).Dispose();
        }
        catch (RunException exception) when (exception.Failure == RunFailure.ConfigurationChanged)
        {
            Console.WriteLine(string.Join('\n', exception.Differences));
        }
        #endregion

        ShouldPrint("reports-resume");

        #region reports-page
        RunState? state = await RunReader.PrepareResultsAsync(folder);
        await File.WriteAllBytesAsync(reportFile, await RunReportPage.RenderAsync(folder, state));
        Console.WriteLine($"{state?.Results} of {state?.Rows} questions, finished: {state?.IsFinished}");
        #endregion

        ShouldPrint("reports-page");
        (await File.ReadAllTextAsync(reportFile)).ShouldContain("accepted chains");

        #region reports-review
        ReviewSet items = await ReviewSet.ReadAsync(folder, new ReviewOptions { MaxItems = 20, Overlap = 5, Raters = 2, Rater = 1, Seed = 7 });
        await File.WriteAllBytesAsync(reviewFile, ReviewPage.Render(items));
        Console.WriteLine($"{items.QuestionCount} questions for both raters, {items.Items.Count} of them for the first");
        #endregion

        ShouldPrint("reports-review");
        (await File.ReadAllTextAsync(reviewFile)).ShouldContain(items.Id);
    }

    [Fact]
    public async Task Ratings_that_came_back_are_merged()
    {
        string pageFile = FilePath("review-1.html");
        await File.WriteAllTextAsync(pageFile, """
            <script type="application/json" id="review-data">{"format":"medreason-review-1","id":"r","page":1,"pairwise":false,
            "items":[{"key":"k1","repeatOf":null,"chains":[{"side":"run","steps":["Lisinopril lowers the blood pressure."]}]}]}</script>
            """);
        string[] files = [await RateAsync("anna", "4"), await RateAsync("ben", "4")];

        #region reports-ratings
        ReviewHandout handout = await ReviewHandout.ReadPageAsync(pageFile);
        var ratings = new List<ReviewFile>();
        foreach (string file in files)
        {
            ratings.Add(await ReviewFile.ReadAsync(file, [handout]));
        }

        ReviewSummary summary = ReviewSummary.Create(ratings);
        Console.WriteLine(string.Join('\n', summary.ToLines().Take(1)));
        Console.WriteLine($"mean of the overall rating: {summary.Agree("overall").Mean}");
        #endregion

        ShouldPrint("reports-ratings");
    }

    [Fact]
    public async Task Two_evaluation_runs_are_compared()
    {
        string reference = await EvaluateAsync("base", "A"), ours = await EvaluateAsync("ours", "B");
        string[] folders = [reference, ours];
        string comparisonFile = FilePath("comparison.html");

        #region reports-comparison
        RunComparison comparison = RunComparison.Of([.. folders.Select(EvaluatedRun.Read)], allowed: [], seed: 0);
        await File.WriteAllBytesAsync(comparisonFile, ComparisonPage.Render(comparison));
        string markdown = ComparisonText.ToMarkdown(comparison);
        foreach (PairFigures pair in comparison.Pairs)
        {
            Console.WriteLine($"{pair.Name} against {pair.Reference}: {pair.OnlyRun} right alone, {pair.OnlyReference} wrong alone, of {pair.Count}");
        }
        #endregion

        markdown.ShouldContain("## Differences");
        ShouldPrint("reports-comparison");
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(comparisonFile)).ShouldContain("Evaluation runs compared");
    }

    [Fact]
    public async Task Evaluation_runs_are_laid_out_as_a_table()
    {
        string reference = await EvaluateAsync("base", "A"), ours = await EvaluateAsync("ours", "B");
        string[] folders = [reference, ours];
        string tableFile = FilePath("table.html");

        #region reports-table
        EvaluationTable table = EvaluationTable.Of([.. folders.Select(EvaluatedRun.Read)]);
        await File.WriteAllBytesAsync(tableFile, EvaluationTablePage.Render(table));
        string csv = EvaluationTableText.ToCsv(table);
        foreach (TableCell cell in table.Cells)
        {
            Console.WriteLine($"{cell.Model}: {cell.Accuracy.Correct} of {cell.Accuracy.Count}{(cell.Test is { } test ? $", p {test.AdjustedPValue:0.00}" : "")}");
        }
        #endregion

        csv.ShouldContain("p_holm");
        ShouldPrint("reports-table");
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(tableFile)).ShouldContain("Models by benchmarks");
    }

    [Fact]
    public async Task Evidence_is_drawn_as_an_image()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Cough;
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);
        services.AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pipeline = provider.GetRequiredService<ReasoningPipeline>();
        string pageFile = FilePath("result.html"), imageFile = FilePath("evidence.svg");

        #region reports-result
        ReasoningResult result = await pipeline.RunAsync(question);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
        await File.WriteAllBytesAsync(pageFile, ResultPage.Render(result, metadata));
        if (EvidenceSvg.Render(result, metadata) is { } svg)
        {
            await File.WriteAllTextAsync(imageFile, svg);
        }
        #endregion

        XElement image = XElement.Parse(await File.ReadAllTextAsync(imageFile));
        image.Name.ShouldBe(XName.Get("svg", "http://www.w3.org/2000/svg"));
        image.Descendants().Attributes("class").Count(static kind => kind.Value.StartsWith("node ", StringComparison.Ordinal)).ShouldBeGreaterThan(2);
        image.DescendantsAndSelf().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on") && attribute.Name.LocalName != "style");
    }

    private async Task<string> EvaluateAsync(string model, string label)
    {
        string folder = FilePath(model);
        using var reply = new ScriptedChatClient(model);
        reply.When(_ => true, $"The answer is {label}.");
        RunConfiguration configuration = EvaluationRunner.CreateConfiguration(
            null, null, null, [new("model", model), new("questions", await RunConfiguration.HashFileAsync(QuestionFile))]);
        using RunStore store = RunStore.Open(folder, configuration);
        await store.AddRowsAsync(GenerationRun.ToRowsAsync(QuestionReader.ReadAsync(QuestionFile, "generic")));
        using var client = new RunChatClient(reply, store, new RunFlowOptions());
        var engine = new RunEngineOptions { Client = client, Success = EvaluationRunner.ScoredOutcome };
        await new RunEngine(store, new EvaluationRunner(client).RunAsync, engine).RunAsync();
        return folder;
    }

    private async Task<string> RateAsync(string rater, string overall)
    {
        string path = FilePath(rater + ".json");
        await File.WriteAllTextAsync(path, $$$"""
            {"format":"medreason-review-1","review":"r","page":1,"rater":"{{{rater}}}","specialty":"Cardiology","pairwise":false,
             "items":{"k1":{"id":"q1","repeatOf":null,"sides":["run"]}},"ratings":{"k1":{"overall":"{{{overall}}}","flags":["supported"]}}
             }
            """);
        return path;
    }
}
