namespace MedReason.Cli.Tests;

public sealed class MistypedTests
{
    [Theory]
    [InlineData("medreason: no such verb; did you mean generate? (see medreason --help)", "genrate")]
    [InlineData("medreason: no such verb; did you mean explain? (see medreason --help)", "exlpain", "--question", "Which drug treats gout?")]
    [InlineData("medreason: no such verb; did you mean build? (see medreason kg --help)", "kg", "biuld")]
    [InlineData("medreason: no such verb (see medreason --help)", "Which drug treats gout?")]
    [InlineData("medreason: Required command was not provided. (see medreason kg --help)", "kg")]
    public async Task A_mistyped_verb_names_the_nearest(string line, params string[] call) => (await FailAsync(call)).ShouldBe(line);

    [Theory]
    [InlineData("--inptu", "did you mean --input?")]
    [InlineData("--outputs", "did you mean --output?")]
    [InlineData("--frobnicate", "Unrecognized command or argument '--frobnicate' (see")]
    public async Task A_mistyped_option_names_the_nearest(string option, string part) => (await FailAsync("entities", option, "x")).ShouldContain(part);

    [Fact]
    public async Task Words_of_a_question_without_quotes_are_not_repeated() =>
        (await FailAsync("explain", "--kg", "x", "--question", "Which", "drug", "treats", "gout?")).ShouldBe(
            "medreason: an argument that the verb does not take; a text with spaces needs quotes around it (see medreason explain --help)");

    private static async Task<string> FailAsync(params string[] call)
    {
        CommandRun run = await CommandRun.OfAsync(call);

        run.ExitCode.ShouldBe(2);
        run.Error.TrimEnd().ShouldNotContain('\n');
        return run.Error.TrimEnd();
    }
}
