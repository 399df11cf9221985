using System.Globalization;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>No row of any bank is accepted without a path to its answer, whatever grade is asked for; for yes and no, one between the ends of the statement.</summary>
public sealed class BankEvidenceTests
{
    [Theory]
    [InlineData("medqa", "medqa_test.jsonl")]
    [InlineData("medmcqa", "medmcqa_dev.jsonl.gz")]
    [InlineData("pubmedqa", "pubmedqa_ori_pqal.json.gz")]
    [InlineData("mmlu", "mmlu_en_medical.jsonl")]
    [InlineData("medbullets", "medbullets_op4.jsonl")]
    [InlineData("medxpertqa", "medxpertqa_head200.jsonl")]
    [InlineData("hle", "hle_biomed_head20.jsonl")]
    public async Task No_row_is_accepted_without_a_path_to_its_answer(string format, string file)
    {
        string questions = TestData.Require("questions/" + file);
        string kg = await Graphs.HetionetAsync();
        using var folder = new TemporaryFolder();
        bool isLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
        foreach (string grade in (string[])["none", "absence", "supporting"])
        {
            int limit = isLong ? int.MaxValue : 200;
            CommandRun run = await CommandRun.OfAsync(
                "generate", "--kg", kg, "--questions", questions, "--format", format, "--run", folder.PathOf(grade), "--min-grade", grade,
                "--allow-benchmark-source", "--limit", limit.ToString(CultureInfo.InvariantCulture));
            run.ExitCode.ShouldBe(0, run.Error);
            foreach (JsonElement row in File.ReadLines(Path.Combine(folder.PathOf(grade), "results.jsonl")).Select(CommandRun.Parse).Where(IsAccepted))
            {
                HasPathToAnswer(row).ShouldBeTrue(row.GetProperty("id_in_dataset").GetRawText());
            }
        }
    }

    /// <summary>The evidence of the rationale, over a graph that states what the rows say; and over one that does not.</summary>
    [Fact]
    public async Task Evidence_of_a_rationale_is_used_where_it_bears_on_the_answer()
    {
        using var folder = new TemporaryFolder();
        string questions = TestData.Require("cases_evidence/pq1.jsonl");
        string starter = folder.PathOf("starter.mrkg");
        (await CommandRun.OfAsync("kg", "build", "--input", TestData.Require("cases_public_reports/starter.csv"), "--output", starter)).ExitCode.ShouldBe(0);
        async Task<JsonElement[]> RunAsync(string kg, string run)
        {
            CommandRun made = await CommandRun.OfAsync("generate", "--kg", kg, "--questions", questions, "--format", "generic", "--run", folder.PathOf(run));
            made.ExitCode.ShouldBe(0, made.Error);
            return [.. File.ReadLines(Path.Combine(folder.PathOf(run), "results.jsonl")).Select(CommandRun.Parse)];
        }

        JsonElement[] rows = await RunAsync(await Graphs.HetionetAsync(), "hetionet");
        rows.Select(row => row.GetProperty("outcome").GetString()).ShouldBe(["accepted", "accepted", "accepted", "rejected"]);
        rows.Select(row => row.GetProperty("paths")[0].GetProperty("from_rationale").GetBoolean()).ShouldBe([false, true, true, true]);
        rows[0].GetProperty("statement").GetProperty("support").GetString().ShouldBe("stated");
        rows[3].GetProperty("detail").GetString()!.ShouldStartWith("Only the rationale names");

        // It holds no edge that treats hypertension, and neither gout nor allopurinol.
        (await RunAsync(starter, "starter")).Select(row => row.GetProperty("reason").GetString())
            .ShouldBe(["no_argument", "no_question_entity", "no_question_entity", "no_question_entity"]);

        // What was accepted is accepted again.
        CommandRun verified = await CommandRun.OfAsync("verify", "--kg", await Graphs.HetionetAsync(), "--input", Path.Combine(folder.PathOf("hetionet"), "results.jsonl"));
        verified.Rows.Take(3).ShouldAllBe(row => row.GetProperty("verdict").GetString() == "accepted");
    }

    [Fact]
    public async Task A_yes_no_question_is_accepted_by_an_edge_that_says_what_it_asks()
    {
        string questions = TestData.Require("questions/pubmedqa_ori_pqal.json.gz");
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(
            "generate", "--kg", await Graphs.HetionetAsync(), "--questions", questions, "--format", "pubmedqa", "--run", folder.PathOf("run"), "--allow-benchmark-source");

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] accepted = [.. File.ReadLines(Path.Combine(folder.PathOf("run"), "results.jsonl")).Select(CommandRun.Parse).Where(IsAccepted)];
        accepted.ShouldNotBeEmpty();
        accepted.ShouldAllBe(row => row.GetProperty("grade").GetString() == "supporting" && row.GetProperty("paths")[0].GetProperty("stated_fact").GetBoolean());
    }

    private static bool IsAccepted(JsonElement row) => row.GetProperty("outcome").GetString() == "accepted";

    private static bool HasPathToAnswer(JsonElement row)
    {
        JsonElement[] paths = [.. row.GetProperty("paths").EnumerateArray()];
        JsonElement[] cited =
        [
            .. row.GetProperty("steps").EnumerateArray().SelectMany(step => step.GetProperty("paths").EnumerateArray()).Select(index => paths[index.GetInt32()]),
        ];
        if (row.TryGetProperty("statement", out JsonElement statement))
        {
            string[] ends = [.. ((string[])["from", "to"]).SelectMany(end => statement.GetProperty(end).EnumerateArray()).Select(id => id.GetString()!)];
            return cited.Any(path => Nodes(path) is [var first, .., var last] && ends.Contains(first) && ends.Contains(last) && first != last);
        }

        string? label = row.GetProperty("conclusion").GetProperty("label").GetString();
        if (QuestionWording.DetectAsk(row.GetProperty("question").GetString()!) == QuestionAsk.Except)
        {
            // The exception is what lacks support: what is cited is for the other options, or against it.
            return cited.Length > 0;
        }

        string[] parts = [.. cited.Select(path => path.GetProperty("option").GetString()).OfType<string>()];
        string[] answer =
        [
            .. row.GetProperty("links").EnumerateArray()
                .Where(link => link.GetProperty("role").GetString() is "option" or "answer")
                .Where(link => link.GetProperty("role").GetString() == "answer" || link.GetProperty("option").GetString() == label || parts.Contains(link.GetProperty("option").GetString()))
                .SelectMany(link => link.GetProperty("twins").EnumerateArray().Select(twin => twin.GetString()).Prepend(link.GetProperty("node").GetString()))
                .OfType<string>(),
        ];
        return cited.Any(path => path.GetProperty("stance").GetString() == "supports" && answer.Contains(Nodes(path)[^1]));
    }

    private static string[] Nodes(JsonElement path) => [.. path.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!)];
}
