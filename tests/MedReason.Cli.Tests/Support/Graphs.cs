using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>Snapshots that several tests read, each built once by the command itself.</summary>
internal static class Graphs
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly Lazy<Task<string>> HetionetTask = new(() => BuildAsync("hetionet/kg.csv.gz", "hetionet.mrkg", "primekg"));
    private static readonly Lazy<Task<string>> StarterTask = new(BuildStarterAsync);

    /// <summary>Hetionet; skips the calling test where the data is absent.</summary>
    public static Task<string> HetionetAsync()
    {
        TestData.Require("hetionet/kg.csv.gz");
        return HetionetTask.Value;
    }

    /// <summary>The quickstart's graph of textbook facts.</summary>
    public static Task<string> StarterAsync() => StarterTask.Value;

    public static string StarterCsv => Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_kg.csv");

    public static string StarterQuestions => Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_questions.jsonl");

    private static async Task<string> BuildAsync(string data, string name, string source)
    {
        string path = Folder.PathOf(name);
        CommandRun run = await CommandRun.OfAsync("kg", "build", "--source", source, "--input", TestData.Require(data), "--output", path);
        run.ExitCode.ShouldBe(0, run.Error);
        return path;
    }

    private static async Task<string> BuildStarterAsync()
    {
        string path = Folder.PathOf("starter.mrkg");
        CommandRun run = await CommandRun.OfAsync("kg", "build", "--source", "primekg", "--input", StarterCsv, "--output", path);
        run.ExitCode.ShouldBe(0, run.Error);
        return path;
    }
}
