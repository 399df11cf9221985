using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>explain and generate with a model that is played on this machine.</summary>
public sealed class ModelVerbTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("published")]
    public async Task The_same_replies_give_the_same_bytes_at_any_concurrency(string profile)
    {
        using var folder = new TemporaryFolder();
        var oracle = new LoopbackOracle(new Dictionary<string, string>
        {
            ["hypertension"] = "disease", ["cough"] = "effect/phenotype", ["chest pain"] = "effect/phenotype", ["fever"] = "effect/phenotype", ["lisinopril"] = "drug", ["ace"] = "gene/protein",
        });
        await using var server = new LoopbackServer((request, _) => oracle.Reply(request));
        foreach (string concurrency in new[] { "1", "16" })
        {
            CommandRun run = await CommandRun.OfAsync(
                "generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf(concurrency), "--concurrency", concurrency,
                "--profile", profile, "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint);
            run.ExitCode.ShouldBe(0, run.Error);
        }

        byte[] one = File.ReadAllBytes(Path.Combine(folder.PathOf("1"), "results.jsonl"));
        File.ReadAllBytes(Path.Combine(folder.PathOf("16"), "results.jsonl")).ShouldBe(one);
        JsonElement[] rows = [.. File.ReadLines(Path.Combine(folder.PathOf("1"), "results.jsonl")).Select(CommandRun.Parse)];
        rows.Length.ShouldBe(32);
        rows.Count(row => row.GetProperty("reasoning").GetString()!.Length > 0).ShouldBeGreaterThan(profile == "default" ? 3 : 1);
        rows.ShouldAllBe(row => row.GetProperty("provenance").GetProperty("writer_sees").GetString() == (profile == "default" ? "hidden" : "shown"));
        if (profile == "default")
        {
            rows.ShouldAllBe(row => row.GetProperty("usage").ValueKind == JsonValueKind.Null || row.GetProperty("usage").GetProperty("calls").GetInt32() <= 5);
        }
    }

    [Theory]
    [InlineData("--profile", "published")]
    [InlineData("--provider", "openai")]
    [InlineData("--model", "m")]
    [InlineData("--profile", "published", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:9/v1", "--writer-sees", "hidden")]
    [InlineData("--profile", "published", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:9/v1")]
    [InlineData("--profile", "theirs")]
    [InlineData("--attempts", "0")]
    [InlineData("--timeout", "0")]
    public async Task Options_that_do_not_go_together_are_told_in_one_line(params string[] options)
    {
        CommandRun run = await CommandRun.OfAsync(["explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug lowers blood pressure?", .. options]);

        run.ExitCode.ShouldBe(2);
        run.Error.Trim().ShouldNotContain('\n');
        run.Output.ShouldBeEmpty();
    }
}
