using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

public sealed class ExportVerbTests
{
    [Theory]
    [InlineData("medreason")]
    [InlineData("trl-messages")]
    [InlineData("trl-prompt-completion")]
    [InlineData("sharegpt")]
    [InlineData("alpaca")]
    [InlineData("openai")]
    public async Task What_generate_accepts_is_exported_in_every_format(string format)
    {
        using var folder = new TemporaryFolder();
        string run = await RunAsync(folder);
        int accepted = File.ReadLines(Path.Combine(run, "results.jsonl")).Select(CommandRun.Parse).Count(row => row.GetProperty("outcome").GetString() == "accepted");

        CommandRun export = await CommandRun.OfAsync(
            "export", "--run", run, "--format", format, "--output", folder.PathOf("data/out.jsonl"), "--with-options", "--reasoning", "published", "--validation", "0.1", "--seed", "3");

        export.ExitCode.ShouldBe(0, export.Error);
        int validation = File.Exists(folder.PathOf("data/out.validation.jsonl")) ? File.ReadLines(folder.PathOf("data/out.validation.jsonl")).Count() : 0;
        (File.ReadLines(folder.PathOf("data/out.jsonl")).Count() + validation).ShouldBe(accepted);
        File.ReadLines(folder.PathOf("data/out.ids.jsonl")).Count().ShouldBe(accepted);
        File.ReadAllText(folder.PathOf("data/README.md")).ShouldStartWith("---\n");
    }

    [Fact]
    public async Task A_recipe_is_a_folder_with_everything_and_its_hashes()
    {
        using var folder = new TemporaryFolder();

        CommandRun export = await CommandRun.OfAsync("export", "--run", await RunAsync(folder), "--recipe", "trl", "--output", folder.PathOf("recipe"));

        export.ExitCode.ShouldBe(0, export.Error);
        foreach (string name in new[] { "train.py", "config.json", "zero3.json", "requirements.txt", "manifest.json", "ids.jsonl", "README.md", "SHA256SUMS", "data/chain/train.jsonl" })
        {
            File.Exists(folder.PathOf("recipe/" + name)).ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task What_overlaps_a_benchmark_is_told_and_left_out()
    {
        using var folder = new TemporaryFolder();
        string run = await RunAsync(folder);
        string[] accepted =
        [
            .. File.ReadLines(Path.Combine(run, "results.jsonl")).Select(CommandRun.Parse).Where(row => row.GetProperty("outcome").GetString() == "accepted")
                .Select(row => row.GetProperty("id_in_dataset").GetString()!),
        ];
        string[] bank = [.. File.ReadLines(Graphs.StarterQuestions).Where(line => line.Length > 0)];
        string benchmark = folder.Write("bench.jsonl", bank.Single(line => CommandRun.Parse(line).GetProperty("id").GetString() == accepted[3]));

        CommandRun decontaminated = await CommandRun.OfAsync("decontaminate", "--run", run, "--against", benchmark);
        CommandRun export = await CommandRun.OfAsync("export", "--run", run, "--format", "trl-messages", "--output", folder.PathOf("data/out.jsonl"));

        decontaminated.ExitCode.ShouldBe(0, decontaminated.Error);
        JsonElement report = decontaminated.Rows.ShouldHaveSingleItem();
        (report.GetProperty("raw").GetInt32(), report.GetProperty("flagged").GetInt32()).ShouldBe((accepted.Length, 1));
        report.GetProperty("measures").GetProperty("identical").GetInt32().ShouldBe(1);
        export.ExitCode.ShouldBe(0, export.Error);
        export.Error.ShouldContain("left out (contaminated): 1");
        File.ReadLines(folder.PathOf("data/out.jsonl")).Count().ShouldBe(accepted.Length - 1);
    }

    [Fact]
    public async Task Banks_are_told_by_their_first_entry()
    {
        using var folder = new TemporaryFolder();
        string run = await RunAsync(folder);
        string[] files = ["medqa_test.jsonl", "medbullets_op4.jsonl", "medmcqa_dev.jsonl.gz", "pubmedqa_ori_pqal.json.gz", "mmlu_en_medical.jsonl", "medxpertqa_head200.jsonl", "hle_biomed_head20.jsonl", "huatuo_o1_demo.json"];

        CommandRun decontaminated = await CommandRun.OfAsync(["decontaminate", "--run", run, "--against", .. files.Select(file => TestData.Require("questions/" + file))]);

        decontaminated.ExitCode.ShouldBe(0, decontaminated.Error);
        decontaminated.Rows[0].GetProperty("benchmarks").EnumerateArray().Select(benchmark => benchmark.GetProperty("questions").GetInt32())
            .ShouldBe([1273, 308, 4183, 1000, 1089, 200, 20, 198]);
    }

    [Theory]
    [InlineData("either --format or --recipe", "export", "--run", "RUN", "--output", "x")]
    [InlineData("no such file", "export", "--run", "RUN", "--format", "alpaca", "--output", "OUT")]
    [InlineData("no such file", "decontaminate", "--run", "RUN", "--against", "nowhere.jsonl")]
    [InlineData("--validation takes", "export", "--run", "RUN", "--format", "alpaca", "--output", "OUT", "--validation", "1")]
    public async Task A_wrong_call_is_one_line_and_exit_code_2(string expected, params string[] args)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync([.. args.Select(arg => arg switch { "RUN" => folder.PathOf("none"), "OUT" => folder.PathOf("out.jsonl"), _ => arg })]);

        run.ExitCode.ShouldBe(2);
        run.Error.TrimEnd().ShouldNotContain("\n");
        run.Error.ShouldContain(expected);
    }

    private static async Task<string> RunAsync(TemporaryFolder folder)
    {
        CommandRun run = await CommandRun.OfAsync(
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"));
        run.ExitCode.ShouldBe(0, run.Error);
        return folder.PathOf("run");
    }
}
