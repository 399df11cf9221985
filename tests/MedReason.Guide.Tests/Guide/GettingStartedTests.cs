using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class GettingStartedTests : GuideChapter
{
    [Fact]
    public async Task A_question_of_a_multiple_choice_is_argued()
    {
        string graphFile = StarterGraph();

        #region getting-started-services
        var services = new ServiceCollection();
        services.AddPrimeKg(options => options.Path = graphFile);
        services.AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();
        ReasoningPipeline pipeline = provider.GetRequiredService<ReasoningPipeline>();
        await pipeline.WarmUpAsync();
        #endregion

        #region getting-started-question
        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "A woman has ptosis and diplopia that worsen through the day. Which drug treats her disease?",
            Options =
            [
                new AnswerOption { Label = "A", Text = "Metformin" },
                new AnswerOption { Label = "B", Text = "Pyridostigmine" },
                new AnswerOption { Label = "C", Text = "Allopurinol" },
            ],
            AnswerLabel = "B",
            Answer = "Pyridostigmine",
        };
        ReasoningResult result = await pipeline.RunAsync(question);

        Console.WriteLine($"{result.Outcome}, grade {result.Evidence?.Grade}, concludes {result.Chain?.AnswerLabel}");
        foreach (ChainStep step in result.Chain?.Steps ?? [])
        {
            Console.WriteLine("- " + step.Text);
        }
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        ShouldPrint("getting-started-question");
    }
}
