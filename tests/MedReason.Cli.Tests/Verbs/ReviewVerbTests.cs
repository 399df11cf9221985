using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class ReviewVerbTests
{
    [Fact]
    public async Task A_run_is_exported_as_one_page_the_same_bytes_every_time()
    {
        using var folder = new TemporaryFolder();
        string run = await RunOfStarterAsync(folder);
        CommandRun first = await CommandRun.OfAsync("review", "export", "--run", run, "--output", folder.PathOf("a.html"), "--repeats", "0.1", "--seed", "3");
        CommandRun second = await CommandRun.OfAsync("review", "export", "--run", run, "--output", folder.PathOf("b.html"), "--repeats", "0.1", "--seed", "3");
        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        (await File.ReadAllBytesAsync(folder.PathOf("a.html"))).ShouldBe(await File.ReadAllBytesAsync(folder.PathOf("b.html")));
        CommandRun pairs = await CommandRun.OfAsync("review", "export", "--run", run, "--against", run, "--output", folder.PathOf("c.html"), "--limit", "5");
        pairs.Error.ShouldContain("5 items to rate");
    }

    [Fact]
    public async Task Raters_share_as_many_items_as_told_and_the_rest_is_dealt_out()
    {
        using var folder = new TemporaryFolder();
        string run = await RunOfStarterAsync(folder);
        string[][] keys = [await KeysAsync(1), await KeysAsync(2), await KeysAsync(3)];
        string[] all = [.. Data(await ExportAsync(folder, "--run", run)).GetProperty("items").EnumerateArray().Select(KeyOf)];

        string[] common = [.. keys[0].Intersect(keys[1]).Intersect(keys[2])];
        common.Length.ShouldBe(2);
        keys.ShouldAllBe(page => page.Take(2).SequenceEqual(common));
        string[] rest = [.. keys.SelectMany(page => page.Skip(2))];
        rest.ShouldBeUnique();
        rest.Concat(common).Order(StringComparer.Ordinal).ShouldBe(all.Order(StringComparer.Ordinal));
        keys.Max(page => page.Length).ShouldBeLessThanOrEqualTo(keys.Min(page => page.Length) + 1);

        // Files of these pages are of one review, and only what all share describes all.
        CommandRun summary = await CommandRun.OfAsync(["review", "import", "--json", folder.PathOf("1.json"), folder.PathOf("2.json"), folder.PathOf("3.json")]);
        summary.ExitCode.ShouldBe(0, summary.Error);
        summary.Rows.Single().GetProperty("items").GetInt32().ShouldBe(all.Length);
        summary.Rows.Single().GetProperty("scales").GetProperty("overall").GetProperty("complete_units").GetInt32().ShouldBe(2);

        async Task<string[]> KeysAsync(int rater)
        {
            JsonElement data = Data(await ExportAsync(folder, "--run", run, "--overlap", "2", "--raters", "3", "--rater", $"{rater}"));
            string[] page = [.. data.GetProperty("items").EnumerateArray().Select(KeyOf)];
            string items = string.Join(",", page.Select(key => $$$"""
                "{{{key}}}":{"repeatOf":null,"sides":["run"]}
                """));
            string ratings = string.Join(",", page.Select(key => $$$"""
                "{{{key}}}":{"overall":"4"}
                """));
            folder.Write($"{rater}.json", $$$"""
                {"format":"medreason-review-1","review":"{{{data.GetProperty("id").GetString()}}}","rater":"{{{rater}}}","specialty":"Surgery","pairwise":false,"items":{{{{items}}} },"ratings":{{{{ratings}}} } }
                """);
            return page;
        }
    }

    [Theory]
    [InlineData("--rater from 1 to 3", "--raters", "3")]
    [InlineData("--rater from 1 to 3", "--raters", "3", "--rater", "4")]
    [InlineData("--rater from 1 to 1", "--rater", "2")]
    [InlineData("no chain for rater 900", "--raters", "900", "--rater", "900")]
    public async Task A_page_of_no_rater_is_refused_in_one_line(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(["review", "export", "--run", await RunOfStarterAsync(folder), "--output", folder.PathOf("a.html"), .. options]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        File.Exists(folder.PathOf("a.html")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_reasoning_of_the_source_is_the_other_side_where_there_is_one()
    {
        using var folder = new TemporaryFolder();
        string[] lines = await File.ReadAllLinesAsync(Graphs.StarterQuestions);
        lines = [.. lines.Select(line => line.Replace("\"rationale\":", "\"was\":", StringComparison.Ordinal))];
        for (int i = 0; i < 2; i++)
        {
            lines[i] = lines[i].Replace("\"was\":", """
                "reference_reasoning": "First <b>line</b>.\n\n Second line.\n### Conclusion:\nSo it is.", "was":
                """, StringComparison.Ordinal);
        }

        lines[2] = lines[2].Replace("\"was\":", "\"rationale\":", StringComparison.Ordinal);
        string run = await RunOfAsync(folder, folder.Write("questions.jsonl", string.Join('\n', lines)));
        CommandRun export = await CommandRun.OfAsync("review", "export", "--run", run, "--against", "source", "--output", folder.PathOf("a.html"));
        export.ExitCode.ShouldBe(0, export.Error);
        export.Error.ShouldContain("3 items to rate");
        JsonElement[] items = [.. Data(await File.ReadAllTextAsync(folder.PathOf("a.html"))).GetProperty("items").EnumerateArray()];
        items.ShouldAllBe(item => item.GetProperty("chains").EnumerateArray().Select(chain => chain.GetProperty("side").GetString()).Order(StringComparer.Ordinal).SequenceEqual(new[] { "run", "source" }));
        JsonElement[] sources = [.. items.SelectMany(item => item.GetProperty("chains").EnumerateArray()).Where(chain => chain.GetProperty("side").GetString() == "source")];
        JsonElement[] matching = [.. sources.Where(chain => chain.GetProperty("conclusion").GetString() == "So it is.")];
        matching.Length.ShouldBe(2);
        matching.ShouldAllBe(chain => chain.GetProperty("steps").EnumerateArray().Select(step => step.GetString()).SequenceEqual(new[] { "First <b>line</b>.", "Second line." }));
        sources.Count(chain => chain.GetProperty("conclusion").GetString() == string.Empty && chain.GetProperty("model").ValueKind == JsonValueKind.Null).ShouldBe(1);
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

    private static Task<string> RunOfStarterAsync(TemporaryFolder folder) => RunOfAsync(folder, Graphs.StarterQuestions);

    private static async Task<string> RunOfAsync(TemporaryFolder folder, string questions)
    {
        string run = folder.PathOf("run");
        (await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", questions, "--format", "generic", "--min-grade", "none", "--run", run)).ExitCode.ShouldBe(0);
        return run;
    }

    private static async Task<string> ExportAsync(TemporaryFolder folder, params string[] options)
    {
        CommandRun export = await CommandRun.OfAsync(["review", "export", "--output", folder.PathOf("page.html"), .. options]);
        export.ExitCode.ShouldBe(0, export.Error);
        return await File.ReadAllTextAsync(folder.PathOf("page.html"));
    }

    private static JsonElement Data(string html)
    {
        int start = html.IndexOf('>', html.IndexOf("id=\"review-data\"", StringComparison.Ordinal)) + 1;
        return CommandRun.Parse(html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)]);
    }

    private static string KeyOf(JsonElement item) => item.GetProperty("key").GetString()!;

    private static string Saved(string rater, string x, string y, string z) => $$$"""
        {"format":"medreason-review-1","review":"r","rater":"{{{rater}}}","specialty":"Surgery","pairwise":true,
         "items":{"x":{"repeatOf":null,"sides":["run","against"]},"y":{"repeatOf":null,"sides":["against","run"]},"z":{"repeatOf":null,"sides":["run","against"]}},
         "ratings":{"x":{"preference":"{{{x}}}"},"y":{"preference":"{{{y}}}"},"z":{"preference":"{{{z}}}"} } }
        """;
}
