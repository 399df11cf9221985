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
            ["hypertension"] = "disease",
            ["cough"] = "effect/phenotype",
            ["chest pain"] = "effect/phenotype",
            ["fever"] = "effect/phenotype",
            ["lisinopril"] = "drug",
            ["ace"] = "gene/protein",
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

    [Fact]
    public async Task A_drawn_share_of_chains_is_probed_apart_kept_and_told()
    {
        using var folder = new TemporaryFolder();
        var oracle = new LoopbackOracle(new Dictionary<string, string>
        {
            ["hypertension"] = "disease",
            ["cough"] = "effect/phenotype",
            ["chest pain"] = "effect/phenotype",
            ["fever"] = "effect/phenotype",
            ["lisinopril"] = "drug",
            ["ace"] = "gene/protein",
        });
        bool isProbeAnswered = false;
        await using var server = new LoopbackServer((request, _) => !isProbeAnswered && IsProbe(request) ? LoopbackReply.Json("{}", 400) : oracle.Reply(request));
        string kg = await Graphs.StarterAsync();
        string[] Command(string run, string share) =>
        [
            "generate", "--kg", kg, "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf(run), "--control-share", share,
            "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint,
        ];
        JsonElement[] Rows(string run) => [.. File.ReadLines(Path.Combine(folder.PathOf(run), "results.jsonl")).Select(CommandRun.Parse)];

        (await CommandRun.OfAsync(Command("none", "0"))).ExitCode.ShouldBe(0);
        JsonElement[] without = Rows("none");
        int needed = server.Requests.Count;
        without.ShouldAllBe(row => row.GetProperty("chain_effect").ValueKind == JsonValueKind.Null);
        server.Requests.ShouldNotContain(request => IsProbe(request));

        // No reply to a probe: the outcomes stand, and the rows are tried again.
        CommandRun failing = await CommandRun.OfAsync(Command("all", "1"));
        failing.ExitCode.ShouldBe(0, failing.Error);
        failing.Error.ShouldContain("tried again when the command is run again");
        Rows("all").Select(row => row.GetRawText()).ShouldBe(without.Select(row => row.GetRawText()));
        isProbeAnswered = true;
        int before = server.Requests.Count;
        CommandRun again = await CommandRun.OfAsync(Command("all", "1"));
        again.ExitCode.ShouldBe(0, again.Error);
        again.Error.ShouldNotContain("tried again");
        server.Requests.Skip(before).ShouldAllBe(request => IsProbe(request));

        JsonElement[] rows = Rows("all");
        JsonElement[] effects = [.. rows.Select(row => row.GetProperty("chain_effect")).Where(effect => effect.ValueKind == JsonValueKind.Object)];
        rows.Count(row => row.GetProperty("chain_effect").ValueKind == JsonValueKind.Object)
            .ShouldBe(rows.Count(row => row.GetProperty("conclusion") is { ValueKind: JsonValueKind.Object } conclusion && conclusion.GetProperty("label").ValueKind == JsonValueKind.String));
        effects.Length.ShouldBeGreaterThan(3);
        rows.Select(row => row.GetProperty("usage").GetRawText()).ShouldBe(without.Select(row => row.GetProperty("usage").GetRawText()), "the probe is counted apart");
        effects.Sum(effect => effect.GetProperty("usage").GetProperty("calls").GetInt32()).ShouldBe(server.Requests.Count - before);
        before.ShouldBeGreaterThan(2 * needed, "a run of its own makes its own calls");
        effects.ShouldAllBe(effect => LabelOf(effect, "without_chain") == null);

        CommandRun report = await CommandRun.OfAsync("report", "--run", folder.PathOf("all"), "--output", folder.PathOf("report.html"));
        report.ExitCode.ShouldBe(0, report.Error);
        int with = effects.Count(effect => LabelOf(effect, "with_chain") == LabelOf(effect, "answer"));
        with.ShouldBeGreaterThan(0);
        File.ReadAllText(folder.PathOf("report.html")).ShouldContain($"<th scope=\"row\">Answer given</th><td class=\"number\">0</td><td class=\"number\">{with}</td>");

        CommandRun export = await CommandRun.OfAsync("export", "--run", folder.PathOf("all"), "--format", "medreason", "--output", folder.PathOf("rows.jsonl"));
        export.ExitCode.ShouldBe(0, export.Error);
    }

    [Fact]
    public async Task A_share_of_controls_needs_a_model_and_is_a_share()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"), "--control-share"];
        CommandRun offline = await CommandRun.OfAsync([.. command, "0.1"]);
        offline.ExitCode.ShouldBe(2);
        offline.Error.ShouldBe("medreason: --control-share asks a model; add --provider openai or anthropic, and --model\n");
        foreach (string share in (string[])["1.5", "-0.1", "NaN"])
        {
            CommandRun outside = await CommandRun.OfAsync([.. command, share]);
            outside.ExitCode.ShouldBe(2);
            outside.Error.ShouldContain("--control-share takes a share from 0 to 1");
        }
    }

    [Theory]
    [InlineData("--profile", "published")]
    [InlineData("--provider", "openai")]
    [InlineData("--model", "m")]
    [InlineData("--profile", "published", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:9/v1", "--writer-sees", "hidden")]
    [InlineData("--profile", "published", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:9/v1")]
    [InlineData("--profile", "theirs")]
    [InlineData("--show-after-hidden", "--writer-sees", "hidden")]
    [InlineData("--show-after-hidden", "--answer", "Lisinopril")]
    [InlineData("--attempts", "0")]
    [InlineData("--timeout", "0")]
    public async Task Options_that_do_not_go_together_are_told_in_one_line(params string[] options)
    {
        CommandRun run = await CommandRun.OfAsync(["explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug lowers blood pressure?", .. options]);

        run.ExitCode.ShouldBe(2);
        run.Error.Trim().ShouldNotContain('\n');
        run.Output.ShouldBeEmpty();
    }

    private static bool IsProbe(LoopbackRequest request) =>
        LoopbackOracle.Shape(request) == "OptionReply" && request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!.StartsWith("Answer a medical question", StringComparison.Ordinal);

    private static string? LabelOf(JsonElement effect, string name) => effect.TryGetProperty(name, out JsonElement label) ? label.GetString() : null;
}
