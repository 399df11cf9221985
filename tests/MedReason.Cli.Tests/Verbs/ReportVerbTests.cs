using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedReason.Cli.Tests;

public sealed partial class ReportVerbTests
{
    [Fact]
    public async Task A_report_counts_what_the_rows_say()
    {
        using var folder = new TemporaryFolder();
        string run = folder.PathOf("run");
        CommandRun generate = await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", run);
        generate.ExitCode.ShouldBe(0, generate.Error);
        CommandRun report = await CommandRun.OfAsync("report", "--run", run, "--output", folder.PathOf("report.html"));
        report.ExitCode.ShouldBe(0, report.Error);
        string page = await File.ReadAllTextAsync(folder.PathOf("report.html"));

        JsonElement[] rows = [.. (await File.ReadAllLinesAsync(Path.Combine(run, "results.jsonl"))).Select(CommandRun.Parse)];
        int accepted = rows.Count(row => row.GetProperty("outcome").GetString() == "accepted");
        CellsOf(page, rows[0].GetProperty("dataset_name").GetString()!).ShouldStartWith($"{rows.Length}|{accepted}|{(100.0 * accepted / rows.Length).ToString("0.0", CultureInfo.InvariantCulture)}\u00A0%");
        int hops = 0;
        int treats = 0;
        foreach (JsonElement row in rows.Where(row => row.GetProperty("outcome").GetString() == "accepted"))
        {
            foreach (int path in row.GetProperty("steps").EnumerateArray().SelectMany(step => step.GetProperty("paths").EnumerateArray()).Select(path => path.GetInt32()).Distinct())
            {
                foreach (JsonElement hop in row.GetProperty("paths")[path].GetProperty("hops").EnumerateArray())
                {
                    hops++;
                    treats += hop.EnumerateArray().Any(relation => relation.GetProperty("relation").GetString() == "indication") ? 1 : 0;
                }
            }
        }

        CellsOf(page, "indication").ShouldStartWith($"{treats}|{(100.0 * treats / hops).ToString("0.0", CultureInfo.InvariantCulture)}");
        page.ShouldContain("No model was called.");

        await CommandRun.OfAsync("report", "--run", run, "--output", folder.PathOf("again.html"));
        (await File.ReadAllTextAsync(folder.PathOf("again.html"))).ShouldBe(page);
    }

    [Fact]
    public async Task A_run_with_models_tells_modes_reasons_and_cost()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("run"));
        folder.Write(
            "run/results.jsonl",
            string.Join('\n', Enumerable.Range(0, 20).Select(index => Row(index % 2 == 0 ? "hidden" : "shown", index % 4 == 0 ? "rejected" : "accepted", 1 + (index % 5)))) + "\n");
        CommandRun report = await CommandRun.OfAsync("report", "--run", folder.PathOf("run"), "--output", folder.PathOf("report.html"));
        report.ExitCode.ShouldBe(0, report.Error);
        string page = await File.ReadAllTextAsync(folder.PathOf("report.html"));

        CellsOf(page, "explain, answer hidden").ShouldBe("10|5|50.0\u00A0% 23.7 to 76.3");
        CellsOf(page, "explain, answer shown").ShouldBe("10|10|100.0\u00A0% 72.2 to 100.0");
        CellsOf(page, "rejected: answer_leaked").ShouldBe("5|100.0\u00A0% 56.6 to 100.0");
        CellsOf(page, "claim precision").ShouldBe("20|0.875|75.0\u00A0% 53.1 to 88.8");
        page.ShouldContain("<dt>Model calls</dt><dd>60</dd>");
        page.ShouldContain("<dt>Calls for each accepted chain</dt><dd>4.0</dd>");
        page.ShouldContain("model-&lt;1&gt;");
    }

    [Fact]
    public async Task Probed_chains_are_told_two_by_two()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("run"));
        (string? With, string? Without, string? Other, string? WithOther, int Times)[] kinds =
            [("B", "B", "A", "A", 4), ("B", null, "A", "B", 3), (null, "B", null, null, 2), ("C", "D", "A", "A", 1)];
        string plain = Row("hidden", "accepted", 4);
        IEnumerable<string> probed = kinds.SelectMany(kind => Enumerable.Repeat(
            $$$"""{{{plain.TrimEnd()[..^1]}}},"chain_effect":{"answer":"B","with_chain":{{{Json(kind.With)}}},"without_chain":{{{Json(kind.Without)}}},"other_answer":{{{Json(kind.Other)}}},"with_other_chain":{{{Json(kind.WithOther)}}},"usage":{"calls":3,"input_tokens":50,"output_tokens":5}} }""",
            kind.Times));
        folder.Write("run/results.jsonl", string.Join('\n', [.. probed, plain]) + "\n");

        CommandRun report = await CommandRun.OfAsync("report", "--run", folder.PathOf("run"), "--output", folder.PathOf("report.html"));

        report.ExitCode.ShouldBe(0, report.Error);
        string page = await File.ReadAllTextAsync(folder.PathOf("report.html"));
        CellsOf(page, "Answer given").ShouldBe("4|3|70.0\u00A0% 39.7 to 89.2");
        CellsOf(page, "Answer not given").ShouldBe("2|1|30.0\u00A0% 10.8 to 60.3");
        CellsOf(page, "Towards another option").ShouldStartWith("8|5|62.5\u00A0%");
        page.ShouldContain("Asked in 30 calls with 500 tokens sent and 50 received, which no other figure here counts.");
        page.ShouldContain("<dt>Model calls</dt><dd>44</dd>");

        static string Json(string? label) => label is null ? "null" : $"\"{label}\"";
    }

    [Fact]
    public async Task An_empty_run_is_a_page_too()
    {
        using var folder = new TemporaryFolder();
        folder.Write("results.jsonl", string.Empty);
        CommandRun report = await CommandRun.OfAsync("report", "--run", Path.GetDirectoryName(folder.PathOf("x"))!, "--output", folder.PathOf("report.html"));
        report.ExitCode.ShouldBe(0, report.Error);
    }

    [Theory]
    [InlineData("{\"outcome\":\"great\"}", "results.jsonl, line 1: expected \"outcome\" to be accepted, rejected or failed, found another")]
    [InlineData("{}", "results.jsonl, line 1: expected a string \"outcome\"")]
    [InlineData("[", "results.jsonl, line 1:")]
    [InlineData("{\"outcome\":\"accepted\",\"chain_effect\":[]}", "results.jsonl, line 1: expected \"chain_effect\" in the form that generate writes")]
    public async Task A_row_that_is_none_is_told_with_file_and_line(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("results.jsonl", row + "\n");
        CommandRun report = await CommandRun.OfAsync("report", "--run", Path.GetDirectoryName(folder.PathOf("x"))!, "--output", folder.PathOf("report.html"));
        report.ExitCode.ShouldBe(2);
        report.Error.ShouldContain(expected);
        File.Exists(folder.PathOf("report.html")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_without_rows_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        CommandRun report = await CommandRun.OfAsync("report", "--run", folder.PathOf("absent"), "--output", folder.PathOf("report.html"));
        report.ExitCode.ShouldBe(2);
        report.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    private static string Row(string seen, string outcome, int calls)
    {
        string precision = outcome == "accepted" ? "1" : "0.5";
        string end = outcome == "accepted" ? "\"stage\":null,\"reason\":null" : "\"stage\":\"verify\",\"reason\":\"answer_leaked\"";
        return $$$"""
            {"dataset_name":"bank","outcome":"{{{outcome}}}",{{{end}}},"paths":[],"steps":[],"verdict":{"status":"{{{outcome}}}","findings":[],"measures":{"claim_precision":{{{precision}}}}},"provenance":{"mode":"explain","writer_sees":"{{{seen}}}","models":["model-<1>"],"graph_name":"g","graph_version":"1"},"usage":{"calls":{{{calls.ToString(CultureInfo.InvariantCulture)}}},"input_tokens":100,"output_tokens":10}}
            """;
    }

    private static string CellsOf(string page, string label)
    {
        Match row = Regex.Match(page, $"<th scope=\"row\">{Regex.Escape(WebUtility.HtmlEncode(label))}</th>(.*?)<td class=\"mark\"");
        row.Success.ShouldBeTrue(label);
        return string.Join('|', Cell().Matches(row.Groups[1].Value).Select(cell => Tag().Replace(cell.Groups[1].Value, string.Empty)));
    }

    [GeneratedRegex("<td class=\"number\">(.*?)</td>")]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
