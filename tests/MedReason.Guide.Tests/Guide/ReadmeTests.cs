using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class ReadmeTests : GuideChapter
{
    [Fact]
    public async Task The_code_of_the_README_runs()
    {
        string graphFile = StarterGraph();

        #region readme
        var services = new ServiceCollection();
        services.AddPrimeKg(options => options.Path = graphFile);
        services.AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();

        var pipeline = provider.GetRequiredService<ReasoningPipeline>();
        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "A man with type 2 diabetes mellitus needs a first drug. Which drug is indicated?",
            Answer = "Metformin",
        };
        ReasoningResult result = await pipeline.RunAsync(question, new RunOptions { Visibility = AnswerVisibility.Shown });

        Console.WriteLine(result.Chain?.Text);
        Console.WriteLine($"{result.Outcome} {result.Reason}");
        #endregion

        Console.ToString().ShouldContain("### Conclusion:");
        Console.ToString().ShouldContain("Accepted");
    }
}
