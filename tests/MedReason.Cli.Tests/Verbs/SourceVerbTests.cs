using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class SourceVerbTests
{
    private const string MedQa = """
        {"question":"A man with hypertension needs a drug. Which one is indicated?","options":{"A":"Lisinopril","B":"Metformin"},"answer":"Lisinopril","answer_idx":"A"}

        """;

    [Theory]
    [InlineData("medqa", null, false, "is not declared")]
    [InlineData("medqa", "test", false, "medqa/test is a benchmark")]
    [InlineData("medbullets", "train", false, "medbullets/train is a benchmark")]
    [InlineData("medqa", "train", true, "")]
    public async Task A_benchmark_is_refused_before_anything_is_done(string format, string? split, bool isTaken, string expected)
    {
        using var folder = new TemporaryFolder();
        string bank = folder.Write("bank.jsonl", MedQa);
        string[] declared = split is null ? [] : ["--split", split];

        CommandRun run = await GenerateAsync(folder, ["--questions", bank, "--format", format, .. declared]);

        run.ExitCode.ShouldBe(isTaken ? 0 : 2, run.Error);
        run.Error.ShouldContain(expected);
        File.Exists(Path.Combine(folder.PathOf("run"), "results.jsonl")).ShouldBe(isTaken);
    }

    [Fact]
    public async Task Who_says_so_may_use_a_benchmark_and_the_row_tells()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await GenerateAsync(folder, ["--questions", folder.Write("bank.jsonl", MedQa), "--format", "medqa", "--split", "test", "--allow-benchmark-source"]);

        run.ExitCode.ShouldBe(0, run.Error);
        Rows(folder)[0].GetProperty("source").GetProperty("role").GetString().ShouldBe("benchmark");
    }

    [Fact]
    public async Task Flawed_rows_end_the_work_are_left_out_and_named_or_are_kept_with_a_flag()
    {
        const string Bank = """
            {"id":"a","question":"Which drug treats hypertension?","options":{"A":"Lisinopril","B":"Metformin"},"answer_label":"A"}
            {"id":"a","question":"Which drug treats type 2 diabetes mellitus?","options":{"A":"Lisinopril","B":"Metformin"},"answer_label":"B"}

            """;
        using var folder = new TemporaryFolder();
        string bank = folder.Write("bank.jsonl", Bank);

        CommandRun refused = await GenerateAsync(folder, ["--questions", bank, "--format", "generic"], "refused");
        CommandRun leftOut = await GenerateAsync(folder, ["--questions", bank, "--format", "generic", "--flaws", "leave-out"], "left-out");
        CommandRun kept = await GenerateAsync(folder, ["--questions", bank, "--format", "generic", "--flaws", "keep"], "kept");

        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("line 2: expected each id once");
        leftOut.ExitCode.ShouldBe(0, leftOut.Error);
        leftOut.Error.ShouldContain($"left out: {bank}, line 2: expected each id once");
        Rows(folder, "left-out").Length.ShouldBe(1);
        kept.ExitCode.ShouldBe(0, kept.Error);
        kept.Error.ShouldContain("rows with the flag duplicate_id: 1");
        Rows(folder, "kept").Select(row => row.GetProperty("id_in_dataset").GetString()).ShouldBe(["a", "a#2"]);
    }

    [Fact]
    public async Task A_csv_bank_is_read_by_its_mapping()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.Write("bank.csv", "nr,stem,a,b,right\r\n7,\"Which drug, of these, treats hypertension?\",Lisinopril,Metformin,1\r\n");
        string mapping = folder.Write("mapping.json", """{"source":"csv","answer":"index1","columns":{"id":"nr","question":"stem","options":["a","b"],"answer":"right"}}""");

        CommandRun run = await GenerateAsync(folder, ["--questions", bank, "--format", "generic", "--mapping", mapping]);

        run.ExitCode.ShouldBe(0, run.Error);
        Rows(folder)[0].GetProperty("answer").GetString().ShouldBe("Lisinopril");
        (await GenerateAsync(folder, ["--questions", bank, "--format", "medqa", "--mapping", mapping], "other")).Error.ShouldContain("--mapping is for --format generic");
    }

    private static async Task<CommandRun> GenerateAsync(TemporaryFolder folder, string[] args, string run = "run") =>
        await CommandRun.OfAsync(["generate", "--kg", await Graphs.StarterAsync(), "--run", folder.PathOf(run), .. args]);

    private static JsonElement[] Rows(TemporaryFolder folder, string run = "run") => [.. File.ReadLines(Path.Combine(folder.PathOf(run), "results.jsonl")).Select(CommandRun.Parse)];
}
