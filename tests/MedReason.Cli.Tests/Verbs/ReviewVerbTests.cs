using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class ReviewVerbTests(ITestOutputHelper output)
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
        CommandRun summary = await CommandRun.OfAsync(
            "review", "import", "--json", folder.PathOf("1.json"), folder.PathOf("2.json"), folder.PathOf("3.json"),
            "--page", folder.PathOf("1.html"), "--page", folder.PathOf("2.html"), "--page", folder.PathOf("3.html"));
        summary.ExitCode.ShouldBe(0, summary.Error);
        summary.Rows.Single().GetProperty("items").GetInt32().ShouldBe(all.Length);
        summary.Rows.Single().GetProperty("scales").GetProperty("overall").GetProperty("complete_units").GetInt32().ShouldBe(2);

        async Task<string[]> KeysAsync(int rater)
        {
            string html = await ExportAsync(folder, "--run", run, "--overlap", "2", "--raters", "3", "--rater", $"{rater}");
            folder.Write($"{rater}.html", html);
            JsonElement data = Data(html);
            string[] page = [.. data.GetProperty("items").EnumerateArray().Select(KeyOf)];
            string items = string.Join(",", page.Select(key => $$$"""
                "{{{key}}}":{"repeatOf":null,"sides":["run"]}
                """));
            string ratings = string.Join(",", page.Select(key => $$$"""
                "{{{key}}}":{"overall":"4"}
                """));
            folder.Write($"{rater}.json", $$$"""
                {"format":"medreason-review-1","review":"{{{data.GetProperty("id").GetString()}}}","page":{{{rater}}},"rater":"{{{rater}}}","specialty":"Surgery","pairwise":false,"items":{{{{items}}} },"ratings":{{{{ratings}}} } }
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
            folder.Write("b.json", Saved("bob", "left", "left", "right")), "--page", folder.Write("page.html", Pairs));
        run.ExitCode.ShouldBe(0, run.Error);

        // The run stands left in x and z, right in y: ann prefers it twice and ties once, bob once in three.
        JsonElement summary = run.Rows.Single();
        summary.GetProperty("raters").GetInt32().ShouldBe(2);
        summary.GetProperty("win_rate").GetProperty("mean").GetDouble().ShouldBe(3.5 / 6, 1e-9);
        summary.GetProperty("win_rate").GetProperty("items").GetInt32().ShouldBe(3);
        summary.GetProperty("specialties").GetProperty("Surgery").GetProperty("raters").GetInt32().ShouldBe(2);
        CommandRun table = await CommandRun.OfAsync("review", "import", folder.PathOf("a.json"), folder.PathOf("b.json"), "--page", folder.PathOf("page.html"));
        table.Output.ShouldContain("The run is preferred in 0.583");
    }

    [Theory]
    [InlineData("[]", "expected \"format\"")]
    [InlineData("{", "line 1")]
    [InlineData("{\"format\":\"medreason-review-1\"}", "\"review\"")]
    [InlineData("{\"format\":\"medreason-review-1\",\"review\":\"r\"}", "\"page\"")]
    [InlineData("{\"format\":\"medreason-review-1\",\"review\":\"r\",\"page\":1}", "\"items\"")]
    [InlineData("{\"format\":\"medreason-review-1\",\"review\":\"r\",\"page\":2,\"items\":{}}", "none of the pages")]
    [InlineData("{\"format\":\"medreason-review-1\",\"review\":\"other\",\"page\":1,\"items\":{}}", "none of the pages")]
    public async Task A_file_that_is_none_is_told_in_one_line(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync("review", "import", folder.Write("a.json", text), "--page", folder.Write("page.html", Pairs));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_rater_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a.json", Saved("ann", "left", "right", "tie"));
        CommandRun run = await CommandRun.OfAsync("review", "import", file, file, "--page", folder.Write("page.html", Pairs));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("each rater once");
    }

    [Theory]
    [InlineData("\"ratings\":{", "\"ratings\":{\"invented\":{\"preference\":\"left\"},", "entry 1 of \"ratings\" is of an item that is not on the page")]
    [InlineData("\"items\":{", "\"items\":{\"invented\":{\"repeatOf\":null,\"sides\":[\"run\",\"against\"]},", "entry 1 of \"items\" is not on the page")]
    [InlineData("\"ratings\":{", "\"ratings\":{\"x\":{\"preference\":\"right\"},", "each rating once")]
    [InlineData("\"items\":{", "\"items\":{\"x\":{\"repeatOf\":null,\"sides\":[\"run\",\"against\"]},", "each item")]
    [InlineData("\"sides\":[\"run\",\"against\"]", "\"sides\":[\"against\",\"run\"]", "shows other sides than on the page")]
    [InlineData("\"sides\":[\"run\",\"against\"]", "\"sides\":[\"run\",\"run\"]", "shows other sides than on the page")]
    [InlineData("\"repeatOf\":null", "\"repeatOf\":\"y\"", "repeats another item than on the page")]
    [InlineData("\"repeatOf\":\"x\"", "\"repeatOf\":null", "repeats another item than on the page")]
    [InlineData("\"repeatOf\":\"x\"", "\"repeatOf\":\"z\"", "repeats another item than on the page")]
    [InlineData("\"pairwise\":true", "\"pairwise\":false", "not as on the page")]
    [InlineData("\"preference\":\"left\"", "\"preference\":3", "\"preference\" to be a string")]
    [InlineData("\"preference\":\"left\"", "\"preference\":\"left\",\"preference\":\"right\"", "each name once")]
    [InlineData("\"preference\":\"left\"", "\"overall\":\"5\"", "no \"overall\"")]
    [InlineData("\"preference\":\"left\"", "\"flags\":[\"wrong\"]", "as many \"flags\"")]
    [InlineData("\"rater\":\"ann\"", "\"rater\":\"ann\",\"rater\":\"bob\"", "each name once")]
    public async Task A_file_that_differs_from_its_page_is_refused_in_one_line(string text, string changed, string expected)
    {
        using var folder = new TemporaryFolder();
        string page = folder.Write("page.html", Pairs);
        string saved = Saved("ann", "left", "right", "tie");
        saved.ShouldContain(text);
        (await CommandRun.OfAsync("review", "import", folder.Write("a.json", saved), "--page", page)).ExitCode.ShouldBe(0);

        CommandRun run = await CommandRun.OfAsync("review", "import", folder.Write("a.json", ReplaceFirst(saved, text, changed)), "--page", page);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("a.json");
        run.Error.ShouldContain(expected);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Five_hundred_invented_items_move_no_mean()
    {
        using var folder = new TemporaryFolder();
        string page = folder.Write("page.html", Page("r", "k"));
        string Rated(IEnumerable<string> keys, string level) => string.Join(",", keys.Select(key => $"\"{key}\":{{\"overall\":\"{level}\"}}"));
        string File(string ratings) => $$$"""{"format":"medreason-review-1","review":"r","page":1,"rater":"a","specialty":"Surgery","items":{},"ratings":{{{{ratings}}}}}""";
        CommandRun honest = await CommandRun.OfAsync("review", "import", "--json", folder.Write("a.json", File(Rated(["k"], "4"))), "--page", page);
        honest.Rows.Single().GetProperty("scales").GetProperty("overall").GetProperty("mean").GetDouble().ShouldBe(4);

        CommandRun run = await CommandRun.OfAsync(
            "review", "import", "--json",
            folder.Write("a.json", File(Rated(["k"], "4") + "," + Rated(Enumerable.Range(0, 500).Select(index => $"invented-{index}"), "5"))), "--page", page);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m")]
    [InlineData("\u009b2J")]
    [InlineData("\u0007\r\n\t\b")]
    [InlineData("\u202egnp.exe\u2066")]
    [InlineData("\u2028a\u2029b\u200bc\ufeff")]
    [InlineData("a|b")]
    public async Task What_a_rater_wrote_moves_no_terminal(string text)
    {
        using var folder = new TemporaryFolder();
        string page = folder.Write("page.html", Pairs);
        string told = JsonSerializer.Serialize(text);
        string saved = ReplaceFirst(Saved("ann", "left", "right", "tie"), "\"Surgery\"", told);
        string[] files =
        [
            ReplaceFirst(ReplaceFirst(saved, "\"ann\"", told), "\"preference\":\"left\"", $"\"preference\":\"left\",\"comment\":{told}"),
            ReplaceFirst(saved, "\"ratings\":{", $"\"ratings\":{{{told}:{{}},"),
            ReplaceFirst(saved, "\"items\":{", $"\"items\":{{{told}:{{}},"),
            ReplaceFirst(saved, "\"left\"", told),
            ReplaceFirst(saved, "\"review\":\"r\"", $"\"review\":{told}"),
            ReplaceFirst(saved, "\"medreason-review-1\"", told),
        ];
        foreach (string file in files)
        {
            foreach (string[] json in new string[][] { [], ["--json"] })
            {
                CommandRun run = await CommandRun.OfAsync(["review", "import", folder.Write("a.json", file), "--page", page, .. json]);

                run.ExitCode.ShouldBe(file == files[0] ? 0 : 2, run.Error);
                string shown = run.Output.Replace("\n", "", StringComparison.Ordinal) + run.Error.Trim();
                shown.ShouldAllBe(unit => !char.IsControl(unit) && CharUnicodeInfo.GetUnicodeCategory(unit) != UnicodeCategory.Format && unit != '\u2028' && unit != '\u2029');
                (json.Length == 0 && shown.Contains("a|b", StringComparison.Ordinal)).ShouldBeFalse();
            }
        }
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("<script type=\"application/json\" id=\"review-data\">")]
    [InlineData("<script type=\"application/json\" id=\"review-data\">{}</script>")]
    [InlineData("<script type=\"application/json\" id=\"review-data\">[</script>")]
    [InlineData("")]
    public async Task A_page_that_is_none_is_told_in_one_line(string html)
    {
        using var folder = new TemporaryFolder();
        string saved = folder.Write("a.json", Saved("ann", "left", "right", "tie"));
        CommandRun run = await CommandRun.OfAsync("review", "import", saved, "--page", folder.Write("page.html", html));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("page.html: expected a page that review export wrote");
        (await CommandRun.OfAsync("review", "import", saved)).Error.ShouldContain("--page");
    }

    [Fact]
    public async Task Two_hundred_thousand_items_are_merged()
    {
        const int Count = 200_000;
        using var folder = new TemporaryFolder();
        string[] keys = [.. Enumerable.Range(0, Count).Select(index => index.ToString("x16", CultureInfo.InvariantCulture))];
        string page = folder.Write("page.html", Page("r", keys));
        string Ratings(int rater) => string.Join(",", keys.Select((key, index) =>
            $"\"{key}\":{{\"flags\":[\"supported\"],\"correctness\":\"{1 + ((index + (index % 3 * rater)) % 5)}\",\"completeness\":\"3\",\"harm\":\"none\",\"overall\":\"{1 + (index % 5)}\"}}"));
        string[] files = [.. Enumerable.Range(0, 2).Select(rater => folder.Write(
            $"{rater}.json", $$$"""{"format":"medreason-review-1","review":"r","page":1,"rater":"{{{rater}}}","specialty":"Surgery","items":{},"ratings":{{{{Ratings(rater)}}}}}"""))];
        var watch = Stopwatch.StartNew();

        CommandRun run = await CommandRun.OfAsync(["review", "import", "--json", .. files, "--page", page]);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count} items of 2 raters: {watch.Elapsed.TotalSeconds:F1} s"));
        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement scales = run.Rows.Single().GetProperty("scales");
        scales.GetProperty("overall").GetProperty("complete_units").GetInt32().ShouldBe(Count);
        scales.GetProperty("overall").GetProperty("alpha").GetDouble().ShouldBe(1);
        double alpha = scales.GetProperty("correctness").GetProperty("alpha").GetDouble();
        scales.GetProperty("correctness").GetProperty("alpha_low").GetDouble().ShouldBeLessThan(alpha);
        scales.GetProperty("correctness").GetProperty("alpha_high").GetDouble().ShouldBeGreaterThan(alpha);
    }

    /// <summary>The part of a page that an import reads: one chain of one step for each key.</summary>
    internal static string Page(string review, params IEnumerable<string> keys) => Html(review, "false", keys.Select(
        key => $$"""{"key":"{{key}}","repeatOf":null,"chains":[{"side":"run","steps":["s"]}]}"""));

    private static string Pairs => Html("r", "true",
    [
        """{"key":"x","repeatOf":null,"chains":[{"side":"run","steps":[]},{"side":"against","steps":[]}]}""",
        """{"key":"y","repeatOf":null,"chains":[{"side":"against","steps":[]},{"side":"run","steps":[]}]}""",
        """{"key":"z","repeatOf":null,"chains":[{"side":"run","steps":[]},{"side":"against","steps":[]}]}""",
        """{"key":"again","repeatOf":"x","chains":[{"side":"against","steps":[]},{"side":"run","steps":[]}]}""",
    ]);

    private static string Html(string review, string isPairwise, IEnumerable<string> items) => "<script type=\"application/json\" id=\"review-data\">"
        + $$"""{"format":"medreason-review-1","id":"{{review}}","page":1,"pairwise":{{isPairwise}},"items":[{{string.Join(",", items)}}]}""" + "</script>\n";

    private static string ReplaceFirst(string text, string part, string by)
    {
        int place = text.IndexOf(part, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, place), by, text.AsSpan(place + part.Length));
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
        {"format":"medreason-review-1","review":"r","page":1,"rater":"{{{rater}}}","specialty":"Surgery","pairwise":true,
         "items":{"x":{"repeatOf":null,"sides":["run","against"]},"y":{"repeatOf":null,"sides":["against","run"]},"z":{"repeatOf":null,"sides":["run","against"]},
         "again":{"repeatOf":"x","sides":["against","run"]}},
         "ratings":{"x":{"preference":"{{{x}}}"},"y":{"preference":"{{{y}}}"},"z":{"preference":"{{{z}}}"} } }
        """;
}
