using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

public sealed class AnthropicChatClientTests : ProviderTestBase
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.System, "You are terse."), new(ChatRole.User, "Which drug?")];

    private const string MessageStart =
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"served-model","content":[]"""
        + ""","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":1}}}""";

    private static LoopbackReply Reply(string text, string stopReason = "end_turn") => LoopbackReply.Json(
        """{"id":"msg_1","type":"message","role":"assistant","model":"served-model","content":"""
        + $$$"""[{"type":"text","text":"{{{JsonEncodedText.Encode(text)}}}"}]"""
        + $$$""","stop_reason":"{{{stopReason}}}","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":7}}""");

    private static LoopbackReply Stream(params string[] events) => new()
    {
        ContentType = "text/event-stream",
        Body = Encoding.UTF8.GetBytes(string.Concat(events.Select(
            data => $"event: {JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()}\ndata: {data}\n\n"))),
    };

    [Fact]
    public async Task The_request_carries_messages_limit_and_schema()
    {
        await using var server = new LoopbackServer(Reply("{\"a\":\"metformin\"}"));
        using IChatClient client = Anthropic(server);
        JsonElement schema = JsonDocument.Parse(
            """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""").RootElement;

        ChatResponse response = await client.GetResponseAsync(
            Messages, new ChatOptions { MaxOutputTokens = 77, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "drug") });

        LoopbackRequest request = server.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe("/v1/messages");
        string.Concat(request.Headers.Values).ShouldContain(Canary);
        JsonElement body = request.Json;
        body.GetProperty("model").GetString().ShouldBe("asked-model");
        body.GetProperty("max_tokens").GetInt32().ShouldBe(77);
        body.GetProperty("system")[0].GetProperty("text").GetString().ShouldBe("You are terse.");
        body.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Which drug?");
        body.GetProperty("output_config").GetProperty("format").GetProperty("type").GetString().ShouldBe("json_schema");
        response.Text.ShouldBe("{\"a\":\"metformin\"}");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ModelId.ShouldBe("served-model");
        response.Usage!.InputTokenCount.ShouldBe(11);
        response.Usage.OutputTokenCount.ShouldBe(7);
    }

    [Fact]
    public async Task The_request_carries_how_the_reply_is_written()
    {
        await using var server = new LoopbackServer(Reply("fine"));
        using IChatClient client = Anthropic(server);
        await client.GetResponseAsync(Messages, new ChatOptions
        {
            MaxOutputTokens = 77,
            Temperature = 0.5f,
            StopSequences = ["END", "STOP"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
        });

        JsonElement body = server.Requests.ShouldHaveSingleItem().Json;
        body.GetProperty("stop_sequences").EnumerateArray().Select(stop => stop.GetString()).ShouldBe(["END", "STOP"]);
        body.GetProperty("output_config").GetProperty("effort").GetString().ShouldBe("low");
        body.TryGetProperty("temperature", out JsonElement _).ShouldBeFalse("its models take no temperature while they reason");
    }

    [Fact]
    public async Task A_stream_adds_up_to_the_reply()
    {
        await using var server = new LoopbackServer(Stream(
            MessageStart,
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"met"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"formin"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}""",
            """{"type":"message_stop"}"""));
        using IChatClient client = Anthropic(server);

        (await ReadAsync(client.GetStreamingResponseAsync(Messages))).ToChatResponse().Text.ShouldBe("metformin");
    }

    [Fact]
    public async Task A_reply_at_the_limit_is_told_as_cut()
    {
        await using var server = new LoopbackServer(Reply("met", "max_tokens"));
        using IChatClient client = Anthropic(server);

        (await client.GetResponseAsync(Messages)).FinishReason.ShouldBe(ChatFinishReason.Length);
    }

    [Fact]
    public async Task The_retries_are_ours_alone()
    {
        await using var server = new LoopbackServer(
            LoopbackReply.Json($$$"""{"type":"error","error":{"type":"overloaded_error","message":"busy with {{{Canary}}}"}}""", 529));
        using IChatClient client = Anthropic(server);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => client.GetResponseAsync(Messages));

        exception.Message.ShouldBe("anthropic answered 529 (overloaded_error), 3 attempts.");
        server.Requests.Count.ShouldBe(3);
        exception.ToString().ShouldNotContain(Canary);
    }

    [Fact]
    public async Task A_wish_of_two_hours_does_not_hold_up_the_call()
    {
        await using var server = new LoopbackServer(LoopbackReply.RateLimited(TimeSpan.FromHours(2)));
        using IChatClient client = Anthropic(server);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => client.GetResponseAsync(Messages));

        exception.RetryAfter.ShouldBe(TimeSpan.FromHours(2));
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"m","type":"message","role":"assistant","model":"m","content":"no list","stop_reason":"end_turn","usage":{}}""")]
    public async Task A_reply_of_another_shape_cannot_be_used(string body)
    {
        await using var server = new LoopbackServer(LoopbackReply.Json(body));
        using IChatClient client = Anthropic(server);

        await Should.ThrowAsync<ModelOutputException>(() => client.GetResponseAsync(Messages));
    }

    [Fact]
    public async Task Slow_and_cut_replies_are_typed()
    {
        await using var slow = new LoopbackServer(Reply("late").With(delay: TimeSpan.FromSeconds(30)));
        await using var cut = new LoopbackServer(Reply("half").With(cutAfter: 40));
        using IChatClient waiting = Anthropic(slow, Impatient);
        using IChatClient broken = Anthropic(cut);

        (await Should.ThrowAsync<ChatProviderException>(() => waiting.GetResponseAsync(Messages))).Failure.ShouldBe(ChatProviderFailure.Timeout);
        (await Should.ThrowAsync<ChatProviderException>(() => broken.GetResponseAsync(Messages))).Failure.ShouldBe(ChatProviderFailure.ConnectionLost);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_is_typed_and_gives_nothing_away()
    {
        await using var server = new LoopbackServer(Stream(
            MessageStart,
            $$$"""{"type":"error","error":{"type":"overloaded_error","message":"busy with {{{Canary}}}"}}"""));
        using IChatClient client = Anthropic(server);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => ReadAsync(client.GetStreamingResponseAsync(Messages)));

        exception.Failure.ShouldBe(ChatProviderFailure.ServerError);
        exception.ToString().ShouldNotContain(Canary);
    }
}
