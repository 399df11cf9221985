using MedReason.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Kg.Primekg.Tests;

/// <summary>Holds the README's code to what compiles and runs.</summary>
public sealed class ReadmeTests
{
    private const string RegionStart = "        #region readme";
    private const string RegionEnd = "        #endregion";

    [Fact]
    public async Task The_code_of_the_README_runs()
    {
        string folder = Directory.CreateTempSubdirectory("medreason-readme-").FullName;
        string graphFile = Path.Combine(folder, "kg.csv");
        File.Copy(Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_kg.csv"), graphFile);
        using var written = new StringWriter();
        TextWriter console = Console.Out;
        Console.SetOut(written);
        try
        {
            await RunAsync(graphFile);
        }
        finally
        {
            Console.SetOut(console);
            Directory.Delete(folder, recursive: true);
        }

        written.ToString().ShouldContain("### Conclusion:");
        written.ToString().ShouldContain("Accepted");
    }

    [Fact]
    public void The_code_of_the_README_is_this_code()
    {
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "tests", "MedReason.Kg.Primekg.Tests", "Readme", "ReadmeTests.cs"));
        int start = source.IndexOf('\n', source.LastIndexOf(RegionStart, StringComparison.Ordinal)) + 1;
        string[] expected = [.. source[start..source.LastIndexOf(RegionEnd, StringComparison.Ordinal)].TrimEnd().Split('\n').Select(line => line.Length > 8 ? line[8..] : line)];

        string readme = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md"));
        int code = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        string[] told = readme[code..readme.IndexOf("```", code, StringComparison.Ordinal)].TrimEnd().Split('\n');

        told.ShouldBe(expected);
    }

    private static async Task RunAsync(string graphFile)
    {
        #region readme
        var services = new ServiceCollection();
        services.AddPrimeKg(options => options.Path = graphFile);
        services.AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();

        var pipeline = provider.GetRequiredService<ReasoningPipeline>();
        var question = new MedicalQuestion { Id = "1", Text = "A man with type 2 diabetes mellitus needs a first drug. Which one is indicated?", Answer = "Metformin" };
        ReasoningResult result = await pipeline.RunAsync(question, new RunOptions { Visibility = AnswerVisibility.Shown });

        Console.WriteLine(result.Chain?.Text);
        Console.WriteLine($"{result.Outcome} {result.Reason}");
        #endregion
    }
}
