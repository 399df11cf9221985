using System.Text.Json;

namespace MedReason.Datasets.Tests;

public sealed class TrlRecipeTests
{
    [Fact]
    public async Task Arms_hold_the_same_questions_with_the_chain_the_source_s_reasoning_and_the_answer_alone()
    {
        using var run = new SampleRun();
        string folder = run.PathOf("recipe");
        ExportReport report = await TrlRecipe.WriteAsync(run.Folder, folder, new ExportOptions { SourceTerms = "CC0", ValidationShare = 0.2 });

        report.Omitted["no_source_reasoning"].ShouldBe(12);
        (report.TrainRows + report.ValidationRows).ShouldBe(42);
        foreach (string split in new[] { "train", "validation" })
        {
            string[][] arms = [.. new[] { "chain", "source", "answer" }.Select(arm => File.ReadAllLines(Path.Combine(folder, "data", arm, split + ".jsonl")))];
            arms[0].Select(Prompt).ShouldBe(arms[1].Select(Prompt));
            arms[0].Select(Prompt).ShouldBe(arms[2].Select(Prompt));
            arms[0].Select(Response).ShouldAllBe(response => response.StartsWith("## Thinking\n\n### Reasoning Process:"));
            arms[1].Select(Response).ShouldAllBe(response => response.StartsWith("## Thinking\n\nThe source says"));
            arms[2].Select(Response).ShouldAllBe(response => response.StartsWith("Drug "));
        }

        JsonElement config = DatasetExporterTests.Parse(File.ReadAllText(Path.Combine(folder, "config.json")).ReplaceLineEndings(" "));
        (config.GetProperty("max_length").GetInt32(), config.GetProperty("epochs").GetInt32(), config.GetProperty("learning_rate").GetDouble()).ShouldBe((8192, 3, 5e-6));
        (config.GetProperty("warmup_ratio").GetDouble(), config.GetProperty("weight_decay").GetDouble(), config.GetProperty("schedule").GetString()).ShouldBe((0.05, 0.1, "cosine"));
        (config.GetProperty("batch_per_device").GetInt32() * config.GetProperty("accumulation_steps").GetInt32() * config.GetProperty("devices").GetInt32()).ShouldBe(128);
        File.ReadAllText(Path.Combine(folder, "README.md")).ShouldContain("| chain | 42 |");
        File.ReadAllLines(Path.Combine(folder, "requirements.txt")).ShouldAllBe(line => line.Contains("=="));

        static string Prompt(string line) => Text(line, "prompt");
        static string Response(string line) => Text(line, "completion");
        static string Text(string line, string name) => DatasetExporterTests.Parse(line).GetProperty(name)[0].GetProperty("content").GetString()!;
    }

    [Fact]
    public async Task Without_reasoning_of_the_source_two_arms_are_left()
    {
        using var run = new SampleRun(withSourceReasoning: false);
        await TrlRecipe.WriteAsync(run.Folder, run.PathOf("recipe"), new ExportOptions { SourceTerms = "CC0" });

        Directory.GetDirectories(run.PathOf("recipe/data")).Select(Path.GetFileName).Order().ShouldBe(["answer", "chain"]);
    }

    [Fact]
    public async Task The_script_compiles_and_holds_data_and_hashes_to_the_contract()
    {
        using var run = new SampleRun();
        string folder = run.PathOf("recipe");
        await TrlRecipe.WriteAsync(run.Folder, folder, new ExportOptions { SourceTerms = "CC0", ValidationShare = 0.2 });

        (await RecipePython.RunAsync(folder, "-m", "py_compile", "train.py")).ExitCode.ShouldBe(0);
        (int exitCode, string output) = await RecipePython.RunAsync(folder, "train.py", "--check");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("\"arms\": [\"chain\", \"source\", \"answer\"]");

        string data = Path.Combine(folder, "data", "source", "train.jsonl");
        File.AppendAllText(data, "\n");
        (exitCode, output) = await RecipePython.RunAsync(folder, "train.py", "--check");
        exitCode.ShouldBe(1);
        output.ShouldContain("data/source/train.jsonl: another hash");
    }

    [Fact]
    public async Task The_script_masks_the_prompt_and_cuts_from_the_left()
    {
        using var run = new SampleRun();
        string folder = run.PathOf("recipe");
        await TrlRecipe.WriteAsync(run.Folder, folder, new ExportOptions { SourceTerms = "CC0" });
        const string Program = """
            import train, json, re
            class Words:
                is_fast, all_special_ids, eos_token_id = True, ["<end>"], "<end>"
                def get_added_vocab(self):
                    return {}
                def apply_chat_template(self, messages, tokenize, add_generation_prompt):
                    text = " ".join("<" + m["role"] + "> " + m["content"] for m in messages)
                    return text + (" <assistant>" if add_generation_prompt else "")
                def __call__(self, text, add_special_tokens, return_offsets_mapping):
                    words = list(re.finditer(r"\S+", text))
                    return {"input_ids": [word.group() for word in words], "offset_mapping": [word.span() for word in words]}
            row = {"prompt": [{"role": "user", "content": "q1 q2 q3"}], "completion": [{"role": "assistant", "content": "r1 r2"}]}
            print(json.dumps([train.tokenize(row, Words(), 100), train.tokenize(row, Words(), 3)]))
            for bad in ({"prompt": row["prompt"]}, {"prompt": row["completion"], "completion": row["prompt"]}, {"prompt": [], "completion": row["completion"]}):
                assert train.find_problem(bad)
            """;

        (int exitCode, string output) = await RecipePython.RunAsync(folder, "-c", Program);

        exitCode.ShouldBe(0, output);
        JsonElement rows = DatasetExporterTests.Parse(output.Trim());
        rows[0].GetProperty("labels").GetRawText().ShouldBe("[-100, -100, -100, -100, -100, \"r1\", \"r2\", \"<end>\"]");
        rows[1].GetProperty("input_ids").GetRawText().ShouldBe("[\"r1\", \"r2\", \"<end>\"]");
        rows[1].GetProperty("labels").GetRawText().ShouldBe("[\"r1\", \"r2\", \"<end>\"]");
    }
}
