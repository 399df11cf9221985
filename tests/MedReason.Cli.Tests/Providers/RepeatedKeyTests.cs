using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>A provider that sends the key back, in every spelling and every place: it reaches no reply, row, export or message.</summary>
public sealed class RepeatedKeyTests : ProviderTestBase
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Which drug?")];

    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["plain"] = Canary,
        ["one JSON escape"] = "\\u0073" + Canary[1..],
        ["JSON escapes"] = Spell(Canary, "\\u{0:x4}"),
        ["JSON escapes in capitals"] = Spell(Canary, "\\u{0:X4}"),
        ["escapes in text that is JSON"] = Spell(Canary, "\\\\u{0:x4}"),
        ["escapes of escapes"] = Spell(Canary, "\\u005cu{0:x4}"),
        ["percent signs"] = Spell(Canary, "%{0:x2}"),
        ["percent signs twice"] = Spell(Canary, "%25{0:X2}"),
        ["references"] = Spell(Canary, "&#{0};"),
        ["hexadecimal references"] = Spell(Canary, "&#x{0:x};"),
        ["invisible characters"] = Spell(Canary, "{1}\\u200b"),
        ["line breaks"] = Spell(Canary, "{1}\\n"),
        ["capitals"] = Canary.ToUpperInvariant(),
    };

    public static TheoryData<string> Names => [.. Spellings.Keys];

    private static string Spell(string key, string form) =>
        string.Concat(key.Select(unit => string.Format(CultureInfo.InvariantCulture, form, (int)unit, unit)));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_reply_that_spells_the_key_is_refused(string spelling)
    {
        string key = Spellings[spelling];
        string[] bodies =
        [
            Body($"\"The key is {key}.\""),
            Body($"\"{{\\\"{key.Replace("\\", "\\\\", StringComparison.Ordinal)}\\\":1}}\""),
            Body("\"fine\"").Replace("served-model", key, StringComparison.Ordinal),
            Body("\"fine\"").Replace("\"id\"", $"\"{key}\":1,\"id\"", StringComparison.Ordinal),
            Body("null").Replace("\"refusal\":null", $"\"refusal\":\"{key}\"", StringComparison.Ordinal),
        ];
        foreach (string body in bodies)
        {
            await using var server = new LoopbackServer(LoopbackReply.Json(body));
            using IChatClient client = OpenAI(server);

            ModelOutputException exception = await Should.ThrowAsync<ModelOutputException>(() => client.GetResponseAsync(Messages), body);

            exception.Message.ShouldBe("The reply of openai repeats the key, and is not kept.", body);
            exception.RawText.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("text/event-stream")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/problem+json")]
    [InlineData(null)]
    public async Task No_content_type_lets_the_key_through(string? contentType)
    {
        foreach (int status in new[] { 200, 400, 500 })
        {
            await using var server = new LoopbackServer(new LoopbackReply
            {
                Status = status,
                ContentType = contentType,
                Body = Encoding.UTF8.GetBytes(Body($"\"{Canary}\"")),
                Headers = [("X-Key", Canary), ("Retry-After", Canary), ("ETag", Canary), ("x-request-id", Canary)],
            });
            using IChatClient client = OpenAI(server);

            MedReasonException exception = await Should.ThrowAsync<MedReasonException>(() => client.GetResponseAsync(Messages));

            exception.ToString().ShouldNotContain(Canary);
        }
    }

    [Fact]
    public async Task A_header_with_the_key_reaches_no_reply()
    {
        await using var server = new LoopbackServer(new LoopbackReply { Body = Encoding.UTF8.GetBytes(Body("\"fine\"")), Headers = [("X-Key", Canary)] });
        using IChatClient client = OpenAI(server);

        ChatResponse response = await client.GetResponseAsync(Messages);

        JsonSerializer.Serialize(response, AIJsonUtilities.DefaultOptions).ShouldNotContain(Canary);
    }

    [Fact]
    public async Task A_key_in_pieces_is_found_where_they_are_put_together()
    {
        string[] pieces = ["The key is ", Canary[..3], Canary[3..9], Canary[9..], "."];
        await using var stream = new LoopbackServer(LoopbackReply.Stream(pieces));
        using IChatClient streamed = OpenAI(stream);
        await using var letters = new LoopbackServer(LoopbackReply.Stream(Canary.Select(unit => unit.ToString())));
        using IChatClient spelled = OpenAI(letters);
        string blocks = string.Join(",", pieces.Select(piece => $$"""{"type":"text","text":"{{piece}}"}"""));
        await using var parts = new LoopbackServer(LoopbackReply.Json(
            $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{{{blocks}}}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":7}}"""));
        using IChatClient blocked = Anthropic(parts);

        await Should.ThrowAsync<ModelOutputException>(() => ReadAsync(streamed.GetStreamingResponseAsync(Messages)));
        await Should.ThrowAsync<ModelOutputException>(() => ReadAsync(spelled.GetStreamingResponseAsync(Messages)));
        (await Should.ThrowAsync<ModelOutputException>(() => blocked.GetResponseAsync(Messages))).Message.ShouldContain("repeats the key");
    }

    [Fact]
    public async Task The_key_reaches_no_row_and_no_export_however_it_is_spelled()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, Spellings.Count);
        string[] spellings = [.. Spellings.Values];
        await using var server = new LoopbackServer((request, index) => LoopbackOracle.Shape(request) == "ChainReply"
            ? LoopbackReply.Json(Body($"\"{{\\\"steps\\\":[{{\\\"text\\\":\\\"{spellings[index % spellings.Length]}\\\"}}]}}\""))
            : LoopbackModel.Answer(request));
        using var process = CommandProcess.StartWithKey(
            Canary, "generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"), "--min-grade",
            "none", "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint);
        (_, string error) = await process.WaitAsync(TimeSpan.FromMinutes(3));
        await CommandRun.OfAsync("export", "--run", folder.PathOf("run"), "--format", "medreason", "--output", folder.PathOf("run/export.jsonl"));

        KeyGuard guard = KeyGuard.Of(Canary, endpoint: null);
        guard.IsRepeatedIn(error).ShouldBeFalse();
        string rows = await File.ReadAllTextAsync(folder.PathOf("run/results.jsonl"));
        rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(spellings.Length);
        foreach (string file in Directory.GetFiles(folder.PathOf("run")))
        {
            guard.IsRepeatedIn(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file))).ShouldBeFalse(file);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("none")]
    [InlineData("thought")]
    [InlineData("ollama")]
    [InlineData("EMPTY")]
    [InlineData("not-needed")]
    [InlineData("lm-studio")]
    [InlineData("hypertension")]
    [InlineData("1234")]
    public async Task A_word_set_as_the_key_of_a_local_server_is_no_secret(string word)
    {
        await using var server = new LoopbackServer((_, index) => index == 0
            ? LoopbackReply.Chat($"A thought about hypertension: none of x, {word}. Lisinopril.")
            : LoopbackReply.Error(400, "context_length_exceeded"));
        using IChatClient client = OpenAI(server, key: word);

        (await client.GetResponseAsync(Messages)).Text.ShouldContain(word);
        (await Should.ThrowAsync<ChatProviderException>(() => client.GetResponseAsync(Messages))).Message.ShouldContain("context_length_exceeded");
        server.Requests[0].Headers["Authorization"].ShouldBe("Bearer " + word);
    }

    [Theory]
    [InlineData("sk-1234567")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("correct-horse-battery")]
    public void What_looks_like_a_key_is_guarded(string key) => KeyGuard.Of(key, endpoint: null).IsRepeatedIn($"the key is {key}.").ShouldBeTrue();

    [Fact]
    public void A_key_in_the_endpoint_is_guarded_as_well()
    {
        KeyGuard guard = KeyGuard.Of(key: null, ProviderEndpoint.Parse("http://127.0.0.1/v1?code=abc%2Fdef0123456789&v=1"));

        guard.IsRepeatedIn("see abc/def0123456789").ShouldBeTrue();
        guard.IsRepeatedIn("see abc%2fdef0123456789").ShouldBeTrue();
        guard.IsRepeatedIn("1 of 2").ShouldBeFalse();
    }

    private static string Body(string content) =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"served-model","choices":[{"index":0,"message":{"role":"assistant","content":{{{content}}},"refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";
}
