using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>Replies as servers that are compatible with OpenAI and reasoning models really send them, and failures that nobody may overlook.</summary>
public sealed class CompatibleServerTests
{
    private static readonly string Question =
        "{\"id\":\"q1\",\"question\":\"Which drug is a statin?\",\"options\":{\"A\":\"Aspirin\",\"B\":\"Atorvastatin\"},\"answer_label\":\"B\",\"answer\":\"Atorvastatin\"}";

    public static TheoryData<string> Replies => ["plain", "think", "prefix", "twice", "schema_first", "suffix", "fence_one_line"];

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_mention_is_read_out_of_every_wrapping_in_one_call(string id)
    {
        JsonElement row = FindCase("k11_structured", id);
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((_, _) => LoopbackReply.Chat(row.GetProperty("content").GetString()!));

        CommandRun run = await CommandRun.OfAsync(
            "entities", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", "{\"id\":\"1\",\"text\":\"A woman has hypertension.\"}"), "--extractor", "chat",
            "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint, "--structured-output", "prompt", "--attempts", "1");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.ShouldHaveSingleItem().ToString().ShouldContain("hypertension");
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("finish_null")]
    [InlineData("finish_empty")]
    [InlineData("finish_eos")]
    [InlineData("usage_float")]
    public async Task An_answer_counts_whatever_word_ends_it_and_however_its_tokens_are_written(string id)
    {
        JsonElement row = FindCase("k12_provider", id);
        (CommandRun run, JsonElement result) = await EvaluateAsync(row.GetProperty("status").GetInt32(), row.GetProperty("body").GetRawText());

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("requests: 1 answered, 0 failed, 0 without");
        run.Error.ShouldContain("10 tokens sent, 5 received");
        result.GetProperty("label").GetString().ShouldBe("B");
        result.GetProperty("detail").GetString().ShouldBeNull();
    }

    [Theory]
    [InlineData("key_wrong", "openai answered 401 (invalid_api_key, invalid_request_error)")]
    [InlineData("temperature", "openai answered 400 (unsupported_value, invalid_request_error, temperature)")]
    public async Task The_reason_of_a_failed_call_stands_in_row_and_summary_and_no_answer_at_all_is_a_failure(string id, string expected)
    {
        JsonElement row = FindCase("k12_provider", id);
        (CommandRun run, JsonElement result) = await EvaluateAsync(row.GetProperty("status").GetInt32(), row.GetProperty("body").GetRawText());

        run.ExitCode.ShouldBe(ExitCodes.Failed, run.Error);
        run.Error.ShouldContain($"failed requests: {expected}: 1\n");
        run.Error.ShouldContain($"medreason: no request was answered: {expected}\n");
        result.GetProperty("detail").GetString().ShouldBe(expected + ".");
    }

    [Theory]
    [InlineData("error")]
    [InlineData("abort")]
    public async Task A_word_that_is_not_known_to_end_a_reply_does_not_make_it_whole(string reason)
    {
        (CommandRun run, JsonElement result) = await EvaluateAsync(200, Body(reason, "5"));

        run.ExitCode.ShouldBe(ExitCodes.Failed, run.Error);
        result.GetProperty("outcome").GetString().ShouldBe("failed");
    }

    [Theory]
    [InlineData("max_new_tokens", "length")]
    [InlineData("eos", "stop")]
    public async Task The_words_of_other_servers_mean_what_they_mean_there(string reason, string expected)
    {
        (_, JsonElement result) = await EvaluateAsync(200, Body(reason, "5"));

        result.GetProperty("samples")[0].GetProperty("finish_reason").GetString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(new string[0], true)]
    [InlineData(new[] { "--temperature", "0.5" }, true)]
    [InlineData(new[] { "--temperature", "none" }, false)]
    public async Task No_temperature_is_sent_where_none_is_asked_for(string[] options, bool isSent)
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((_, _) => LoopbackReply.Chat("The answer is B."));

        CommandRun run = await EvaluateAsync(folder, server.Endpoint, options);

        run.ExitCode.ShouldBe(0, run.Error);
        server.Requests.ShouldHaveSingleItem().Body.Contains("\"temperature\"", StringComparison.Ordinal).ShouldBe(isSent);
    }

    private static string Body(string reason, string tokens) =>
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"The answer is B.\"},"
        + $"\"finish_reason\":\"{reason}\"}}],\"usage\":{{\"prompt_tokens\":10,\"completion_tokens\":{tokens},\"total_tokens\":15}}}}";

    private static async Task<(CommandRun Run, JsonElement Result)> EvaluateAsync(int status, string body)
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((_, _) => LoopbackReply.Json(body, status));
        CommandRun run = await EvaluateAsync(folder, server.Endpoint, []);
        return (run, CommandRun.Parse(File.ReadLines(Path.Combine(folder.PathOf("run"), "results.jsonl")).ShouldHaveSingleItem()));
    }

    private static Task<CommandRun> EvaluateAsync(TemporaryFolder folder, string endpoint, string[] options) => CommandRun.OfAsync(
    [
        "eval", "run", "--questions", folder.Write("bank.jsonl", Question), "--format", "generic", "--run", folder.PathOf("run"), "--provider", "openai", "--model", "m",
        "--endpoint", endpoint, .. options,
    ]);

    private static JsonElement FindCase(string folder, string id) =>
        File.ReadLines(TestData.Require($"cases_public_reports/{folder}/replies.jsonl")).Where(line => line.Length > 0)
            .Select(CommandRun.Parse).First(row => row.GetProperty("id").GetString() == id);
}
