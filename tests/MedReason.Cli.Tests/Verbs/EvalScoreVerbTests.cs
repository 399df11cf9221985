using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

public sealed class EvalScoreVerbTests
{
    private const string Options = "\"options\":{\"A\":\"Metformin\",\"B\":\"Warfarin\"}";

    [Fact]
    public async Task Each_row_comes_back_with_its_fields_and_what_was_read()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write(
            "cases.jsonl",
            $$"""
            {"id":"x","output":"The answer is B.",{{Options}},"answer_idx":"B","source":"s"}

            {"id":7,"output":"A or B",{{Options}},"answer_idx":"A"}
            {"output":"",{{Options}},"answer_idx":"A"}
            {"output":"The answer is A.",{{Options}},"answer_idx":"A","finish_reason":"length"}
            {"output":"The answer is A.",{{Options}}}
            """);
        CommandRun run = await CommandRun.OfAsync("eval", "score", "--input", input);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.Split('\n')[0].ShouldBe(
            "{\"id\":\"x\",\"output\":\"The answer is B.\"," + Options + ",\"answer_idx\":\"B\",\"source\":\"s\",\"label\":\"B\",\"status\":\"answered\",\"method\":\"statement\",\"correct\":true}");
        run.Rows.Select(row => row.GetProperty("status").GetString()).ShouldBe(["answered", "ambiguous", "abstain", "abstain", "answered"]);
        run.Rows[1].GetProperty("label").ValueKind.ShouldBe(JsonValueKind.Null);
        run.Rows[1].GetProperty("id").GetInt32().ShouldBe(7);
        run.Rows[3].GetProperty("method").GetString().ShouldBe("truncated");
        run.Rows[4].GetProperty("correct").ValueKind.ShouldBe(JsonValueKind.Null);
        run.Error.ShouldContain("right: 25.0 % [4.6, 69.9] (1 of 4) of all");
    }

    [Fact]
    public async Task The_published_scorer_tells_both_denominators()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write(
            "cases.jsonl",
            $$"""
            {"output":"The answer is B. Not A.",{{Options}},"answer_idx":"B"}
            {"output":"A fever. (A) or (B)",{{Options}},"answer_idx":"B"}
            {"output":"",{{Options}},"answer_idx":"B"}
            {"output":null,{{Options}},"answer_idx":"B"}
            """);
        string output = folder.PathOf("rows.jsonl");
        CommandRun run = await CommandRun.OfAsync("eval", "score", "--input", input, "--output", output, "--scorer", "published");
        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] rows = [.. File.ReadLines(output).Select(CommandRun.Parse)];
        rows.Select(row => row.GetProperty("first").GetString()).ShouldBe(["B", "A", "B", null]);
        rows.Select(row => row.GetProperty("last").GetString()).ShouldBe(["B", "B", "B", null]);
        rows[2].GetProperty("type").GetInt32().ShouldBe(3);
        rows[3].GetProperty("type").ValueKind.ShouldBe(JsonValueKind.Null);
        run.Error.ShouldContain("(2 of 2)");
        run.Error.ShouldContain("(2 of 4) of all");
    }

    [Theory]
    [InlineData("</s>")]
    [InlineData(" ")]
    [InlineData(" </s>")]
    public async Task An_output_that_the_published_evaluation_drops_is_dropped_here_too(string dropped)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write(
            "cases.jsonl",
            $$"""
            {"output":"The answer is B.</s>",{{Options}},"answer_idx":"B"}
            {"output":"{{dropped}}",{{Options}},"answer_idx":"A"}
            """);
        CommandRun run = await CommandRun.OfAsync("eval", "score", "--input", input, "--scorer", "published");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("(1 of 1)");
        run.Error.ShouldContain("(1 of 2) of all");
    }

    [Fact]
    public async Task On_real_outputs_the_published_scorer_is_met_on_every_row()
    {
        string input = TestData.Require("model_outputs/reference_scorer_cases.jsonl.gz");
        CommandRun run = await CommandRun.OfAsync("eval", "score", "--input", input, "--scorer", "published");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.Count.ShouldBe(6000);
        run.Rows.ShouldAllBe(row => row.GetProperty("first").GetString() == row.GetProperty("ref_first").GetString()
            && row.GetProperty("last").GetString() == row.GetProperty("ref_last").GetString()
            && row.GetProperty("type").GetInt32() == row.GetProperty("ref_type").GetInt32());
    }

    [Theory]
    [InlineData("{\"options\":{\"A\":\"x\"}}", "expected \"output\"")]
    [InlineData("{\"output\":\"A\"}", "expected at least one option in \"options\"")]
    [InlineData("{\"output\":\"A\",\"options\":{}}", "expected at least one option")]
    [InlineData("{\"output\":1,\"options\":{\"A\":\"x\"}}", "expected a string \"output\"")]
    [InlineData("{\"output\":\"A\",\"options\":{\"A\":\"x\",\"A\":\"y\"}}", "expected each label of \"options\" once")]
    public async Task A_row_that_cannot_be_scored_is_told_with_its_line(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("cases.jsonl", "{\"output\":\"A\",\"options\":{\"A\":\"x\"}}\n" + row + "\n");
        CommandRun run = await CommandRun.OfAsync("eval", "score", "--input", input, "--output", folder.PathOf("rows.jsonl"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.ShouldContain("2");
        File.Exists(folder.PathOf("rows.jsonl")).ShouldBeFalse();
    }
}
