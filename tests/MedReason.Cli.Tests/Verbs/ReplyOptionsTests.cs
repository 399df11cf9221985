using System.Text.Json;
using MedReason.Runs;

namespace MedReason.Cli.Tests;

/// <summary>The options that say how a model writes its replies, in the three verbs that take them.</summary>
public sealed class ReplyOptionsTests
{
    private static readonly string[] Options = ["--temperature", "0.3", "--max-output-tokens", "321", "--reasoning-effort", "medium", "--stop", "###", "--stop", "END"];

    [Theory]
    [InlineData("generate")]
    [InlineData("explain")]
    [InlineData("eval run")]
    public async Task Every_call_is_sent_with_them(string verb)
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((request, _) => LoopbackOracle.Shape(request) is null ? LoopbackReply.Chat("The answer is A.") : LoopbackModel.Answer(request));
        CommandRun run = await CommandRun.OfAsync([.. await CommandAsync(verb, folder, server), .. Options]);

        run.ExitCode.ShouldBe(0, run.Error);
        server.Requests.ShouldNotBeEmpty();
        foreach (JsonElement body in server.Requests.Select(request => request.Json))
        {
            body.GetProperty("temperature").GetDouble().ShouldBe(0.3, 1e-6);
            body.GetProperty("max_tokens").GetInt32().ShouldBe(321);
            body.GetProperty("reasoning_effort").GetString().ShouldBe("medium");
            body.GetProperty("stop").EnumerateArray().Select(stop => stop.GetString()).ShouldBe(["###", "END"]);
        }
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("explain")]
    [InlineData("eval run")]
    public async Task A_model_that_refuses_temperature_and_stops_can_be_used(string verb)
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((request, _) =>
            request.Json.TryGetProperty("temperature", out JsonElement _) || request.Json.TryGetProperty("top_p", out JsonElement _) || request.Json.TryGetProperty("stop", out JsonElement _)
                ? LoopbackReply.Error(400, "unsupported_parameter")
                : LoopbackOracle.Shape(request) is null ? LoopbackReply.Chat("The answer is A.") : LoopbackModel.Answer(request));
        string[] special = verb == "eval run" ? ["--shots", "1"] : [];
        CommandRun run = await CommandRun.OfAsync([.. await CommandAsync(verb, folder, server), .. special, "--temperature", "none", "--stop", "none"]);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldNotContain("failed requests");
        server.Requests.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("eval run")]
    public async Task Each_of_them_is_part_of_what_identifies_a_run(string verb)
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((request, _) => LoopbackOracle.Shape(request) is null ? LoopbackReply.Chat("The answer is A.") : LoopbackModel.Answer(request));
        string[] command = await CommandAsync(verb, folder, server);
        CommandRun run = await CommandRun.OfAsync([.. command, .. Options]);
        run.ExitCode.ShouldBe(0, run.Error);

        CommandRun plain = await CommandRun.OfAsync(command);
        plain.ExitCode.ShouldBe(2);
        string[] expected = ["max_output_tokens: was 321", "reasoning_effort: was medium, is not given", "stop: was [\"###\",\"END\"], is not given", "temperature: was 0.3"];
        expected.ShouldAllBe(difference => plain.Error.Contains(difference));
    }

    [Theory]
    [InlineData("--temperature takes 0 to 2, or none", "--temperature", "3")]
    [InlineData("--temperature takes 0 to 2, or none", "--temperature", "warm")]
    [InlineData("--max-output-tokens takes 1 to 1000000", "--max-output-tokens", "0")]
    [InlineData("--stop takes a text that is not empty or white space", "--stop", " ")]
    [InlineData("--stop none stands alone", "--stop", "none", "--stop", "x")]
    [InlineData("'extreme' not recognized", "--reasoning-effort", "extreme")]
    public async Task Values_that_make_no_sense_are_refused_in_one_line(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(LoopbackReply.Chat("x"));
        CommandRun run = await CommandRun.OfAsync([.. await CommandAsync("explain", folder, server), .. options]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("--temperature", "0.3")]
    [InlineData("--reasoning-effort", "low")]
    [InlineData("--stop", "END")]
    public async Task Without_a_model_they_are_refused_in_one_line(string name, string value)
    {
        CommandRun run = await CommandRun.OfAsync("explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug treats hypertension?", name, value);
        run.ExitCode.ShouldBe(2);
        run.Error.Trim().ShouldBe($"medreason: {name} needs --provider openai or anthropic, and --model");
    }

    [Fact]
    public async Task A_temperature_that_would_not_be_sent_is_refused_in_one_line()
    {
        CommandRun run = await CommandRun.OfAsync(
            "explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug treats hypertension?", "--provider", "anthropic", "--model", "m", "--endpoint", "http://127.0.0.1:1",
            "--temperature", "0");
        run.ExitCode.ShouldBe(2);
        run.Error.Trim().ShouldBe("medreason: --temperature is not for --provider anthropic, whose library sends none");
    }

    [Fact]
    public async Task As_published_a_run_does_not_claim_what_Anthropic_s_library_does_not_send()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(LoopbackReply.Json("""
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"The answer is A."}],"stop_reason":"end_turn",
            "usage":{"input_tokens":1,"output_tokens":1}}
            """));
        CommandRun run = await CommandRun.OfAsync(
            "eval", "run", "--questions", RunBank.Write(folder, 2), "--format", "generic", "--run", folder.PathOf("run"), "--as", "published",
            "--provider", "anthropic", "--model", "m", "--endpoint", server.Endpoint);

        run.ExitCode.ShouldBe(0, run.Error);
        server.Requests.Count.ShouldBe(2);
        server.Requests.ShouldAllBe(request => !request.Body.Contains("top_p") && !request.Body.Contains("temperature"));
        using RunReader reader = RunReader.Open(folder.PathOf("run"));
        reader.Configuration.Values["top_p"].ShouldBe("none");
        reader.Configuration.Values.ContainsKey("temperature").ShouldBeFalse();
    }

    private static async Task<string[]> CommandAsync(string verb, TemporaryFolder folder, LoopbackServer server)
    {
        string[] model = ["--provider", "openai", "--model", "m", "--endpoint", server.Endpoint];
        return verb == "explain"
            ? ["explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug treats hypertension?", .. model]
            : [.. verb.Split(' '), "--questions", RunBank.Write(folder, 3), "--format", "generic", "--run", folder.PathOf("run"), .. verb == "generate" ? (string[])["--kg", await Graphs.StarterAsync()] : [], .. model];
    }
}
