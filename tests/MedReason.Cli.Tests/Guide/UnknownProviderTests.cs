using MedReason.Tests;

namespace MedReason.Cli.Tests;

public sealed class UnknownProviderTests
{
    [Theory]
    [InlineData("explain", "--kg", "graph.mrkg", "--question", "Why?")]
    [InlineData("generate", "--kg", "graph.mrkg", "--questions", "q.jsonl", "--format", "medqa", "--run", "run")]
    [InlineData("eval", "run", "--questions", "q.jsonl", "--format", "medqa", "--run", "run", "--model", "m")]
    public async Task It_is_told_at_once_with_those_that_are_known_and_as_the_guide_says(params string[] call)
    {
        CommandRun run = await CommandRun.OfAsync([.. call, "--provider", "openia"]);

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Output.ShouldBeEmpty();
        string line = run.Error.Trim();
        string verb = string.Join(' ', call.TakeWhile(word => !word.StartsWith('-')));
        line.ShouldBe($"medreason: Argument 'openia' not recognized. Must be one of:  'offline'  'openai'  'anthropic' (see medreason {verb} --help)");
        string guide = await File.ReadAllTextAsync(Path.Combine(TestData.RepositoryRoot, "docs", "guides", "start-up.md"));
        guide.ShouldContain(line.Replace($"medreason {verb} --help", "medreason explain --help", StringComparison.Ordinal));
    }
}
