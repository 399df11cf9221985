using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class ReviewVerbTests
{
    [Fact]
    public async Task A_run_is_exported_as_one_page_the_same_bytes_every_time()
    {
        using var folder = new TemporaryFolder();
        string run = folder.PathOf("run");
        (await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", run)).ExitCode.ShouldBe(0);
        CommandRun first = await CommandRun.OfAsync("review", "export", "--run", run, "--output", folder.PathOf("a.html"), "--repeats", "0.1", "--seed", "3");
        CommandRun second = await CommandRun.OfAsync("review", "export", "--run", run, "--output", folder.PathOf("b.html"), "--repeats", "0.1", "--seed", "3");
        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        (await File.ReadAllBytesAsync(folder.PathOf("a.html"))).ShouldBe(await File.ReadAllBytesAsync(folder.PathOf("b.html")));
        CommandRun pairs = await CommandRun.OfAsync("review", "export", "--run", run, "--against", run, "--output", folder.PathOf("c.html"), "--limit", "5");
        pairs.Error.ShouldContain("5 items to rate");
    }

    [Fact]
    public async Task Preferences_become_win_rates_whatever_the_side()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(
            "review", "import", "--json",
            folder.Write("a.json", Saved("ann", "left", "right", "tie")),
            folder.Write("b.json", Saved("bob", "left", "left", "right")));
        run.ExitCode.ShouldBe(0, run.Error);

        // The run stands left in x and z, right in y: ann prefers it twice and ties once, bob once in three.
        JsonElement summary = run.Rows.Single();
        summary.GetProperty("raters").GetInt32().ShouldBe(2);
        summary.GetProperty("win_rate").GetProperty("mean").GetDouble().ShouldBe(3.5 / 6, 1e-9);
        summary.GetProperty("win_rate").GetProperty("items").GetInt32().ShouldBe(3);
        summary.GetProperty("specialties").GetProperty("Surgery").GetProperty("raters").GetInt32().ShouldBe(2);
        CommandRun table = await CommandRun.OfAsync("review", "import", folder.PathOf("a.json"), folder.PathOf("b.json"));
        table.Output.ShouldContain("The run is preferred in 0.583");
    }

    [Theory]
    [InlineData("[]", "expected \"format\"")]
    [InlineData("{", "line 1")]
    [InlineData("{\"format\":\"medreason-review-1\"}", "\"items\"")]
    public async Task A_file_that_is_none_is_told_in_one_line(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync("review", "import", folder.Write("a.json", text));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_rater_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a.json", Saved("ann", "left", "right", "tie"));
        CommandRun run = await CommandRun.OfAsync("review", "import", file, file);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("each rater once");
    }

    private static string Saved(string rater, string x, string y, string z) => $$$"""
        {"format":"medreason-review-1","review":"r","rater":"{{{rater}}}","specialty":"Surgery","pairwise":true,
         "items":{"x":{"repeatOf":null,"sides":["run","against"]},"y":{"repeatOf":null,"sides":["against","run"]},"z":{"repeatOf":null,"sides":["run","against"]}},
         "ratings":{"x":{"preference":"{{{x}}}"},"y":{"preference":"{{{y}}}"},"z":{"preference":"{{{z}}}"} } }
        """;
}
