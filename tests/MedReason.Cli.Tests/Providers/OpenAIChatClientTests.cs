using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

public sealed partial class OpenAIChatClientTests : ProviderTestBase
{
    private static readonly ChatMessage[] Conversation =
    [
        new(ChatRole.System, "You are terse."),
        new(ChatRole.User, "Which drug?"),
        new(ChatRole.Assistant, "Metformin."),
        new(ChatRole.User, "Why? \"‮\" \ud83e\ude7a"),
    ];

    [Fact]
    public async Task The_request_carries_messages_and_options()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("fine"));
        using IChatClient client = OpenAI(server);
        var options = new ChatOptions
        {
            Instructions = "Stay on the matter.",
            Temperature = 0.25f,
            TopP = 0.5f,
            Seed = 9_007_199_254_740_991,
            MaxOutputTokens = 77,
            StopSequences = ["END", "STOP"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
        };

        await client.GetResponseAsync(Conversation, options);

        LoopbackRequest request = server.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Target.ShouldBe("/v1/chat/completions");
        request.Headers["Authorization"].ShouldBe("Bearer " + Canary);
        JsonElement body = request.Json;
        body.GetProperty("model").GetString().ShouldBe("asked-model");
        body.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("role")}: {message.GetProperty("content")}").ShouldBe(
            ["system: Stay on the matter.", "system: You are terse.", "user: Which drug?", "assistant: Metformin.", "user: Why? \"‮\" \ud83e\ude7a"]);
        body.GetProperty("temperature").GetSingle().ShouldBe(0.25f);
        body.GetProperty("top_p").GetSingle().ShouldBe(0.5f);
        body.GetProperty("seed").GetInt64().ShouldBe(9_007_199_254_740_991);
        body.GetProperty("stop").EnumerateArray().Select(stop => stop.GetString()).ShouldBe(["END", "STOP"]);
        body.GetProperty("reasoning_effort").GetString().ShouldBe("low");
        body.GetProperty("max_tokens").GetInt32().ShouldBe(77, "compatible servers know the limit by its older name alone");
        body.TryGetProperty("max_completion_tokens", out _).ShouldBeFalse();
        body.TryGetProperty("response_format", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_schema_travels_strict_with_all_properties_required_and_no_others()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("{}"));
        using IChatClient client = OpenAI(server);
        JsonElement schema = JsonDocument.Parse(
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":"""
            + """{"a":{"type":"object","properties":{"b":{"type":"string"}}},"c":true}}""").RootElement;

        await client.GetResponseAsync(
            Conversation, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "a name/with <signs>", "what it is") });

        JsonElement format = server.Requests.ShouldHaveSingleItem().Json.GetProperty("response_format");
        format.GetProperty("type").GetString().ShouldBe("json_schema");
        JsonElement sent = format.GetProperty("json_schema");
        sent.GetProperty("name").GetString().ShouldBe("a_name_with__signs_");
        sent.GetProperty("description").GetString().ShouldBe("what it is");
        sent.GetProperty("strict").GetBoolean().ShouldBeTrue();
        JsonElement root = sent.GetProperty("schema");
        root.TryGetProperty("$schema", out _).ShouldBeFalse();
        root.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        root.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["a", "c"]);
        JsonElement inner = root.GetProperty("properties").GetProperty("a");
        inner.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        inner.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Plain_JSON_and_text_are_asked_for_by_their_names()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("{}"));
        using IChatClient client = OpenAI(server);

        await client.GetResponseAsync(Conversation, new ChatOptions { ResponseFormat = ChatResponseFormat.Json });
        await client.GetResponseAsync(Conversation, new ChatOptions { ResponseFormat = ChatResponseFormat.Text });

        server.Requests.Select(request => request.Json.GetProperty("response_format").GetProperty("type").GetString()).ShouldBe(["json_object", "text"]);
    }

    [Fact]
    public async Task The_reply_comes_with_its_end_its_cost_and_the_model_that_wrote_it()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("Because of the liver."));
        using IChatClient client = OpenAI(server);

        ChatResponse response = await client.GetResponseAsync(Conversation);

        response.Text.ShouldBe("Because of the liver.");
        response.Messages.ShouldHaveSingleItem().Role.ShouldBe(ChatRole.Assistant);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ModelId.ShouldBe("served-model");
        response.ResponseId.ShouldBe("chatcmpl-1");
        UsageDetails usage = response.Usage.ShouldNotBeNull();
        usage.InputTokenCount.ShouldBe(11);
        usage.OutputTokenCount.ShouldBe(7);
        usage.TotalTokenCount.ShouldBe(18);
        usage.CachedInputTokenCount.ShouldBe(3);
        usage.ReasoningTokenCount.ShouldBe(2);
    }

    [Theory]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("tool_calls", "tool_calls")]
    public async Task The_finish_reason_is_told(string sent, string reported)
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("cut", sent));
        using IChatClient client = OpenAI(server);

        (await client.GetResponseAsync(Conversation)).FinishReason.ShouldBe(new ChatFinishReason(reported));
    }

    [Fact]
    public async Task A_refusal_is_an_error_and_no_text()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat(null, refusal: "I cannot help with that."));
        using IChatClient client = OpenAI(server);

        ChatResponse response = await client.GetResponseAsync(Conversation);

        response.Text.ShouldBeEmpty();
        response.Messages.Single().Contents.OfType<ErrorContent>().ShouldHaveSingleItem().Message.ShouldBe("I cannot help with that.");
    }

    [Fact]
    public async Task An_empty_refusal_is_none()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("fine", refusal: ""));
        using IChatClient client = OpenAI(server);

        (await client.GetResponseAsync(Conversation)).Messages.Single().Contents.ShouldHaveSingleItem().ShouldBeOfType<TextContent>().Text.ShouldBe("fine");
    }

    [Fact]
    public async Task A_stream_gives_its_pieces_in_order_and_adds_up_to_the_reply()
    {
        await using var server = new LoopbackServer(LoopbackReply.Stream(["Because ", "of ", "the liver ", "\ud83e\ude7a."]));
        using IChatClient client = OpenAI(server);

        List<ChatResponseUpdate> updates = await ReadAsync(client.GetStreamingResponseAsync(Conversation));

        updates.Select(update => update.Text).Where(text => text.Length > 0).ShouldBe(["Because ", "of ", "the liver ", "\ud83e\ude7a."]);
        ChatResponse response = updates.ToChatResponse();
        response.Text.ShouldBe("Because of the liver \ud83e\ude7a.");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ModelId.ShouldBe("served-model");
        response.Usage!.OutputTokenCount.ShouldBe(7);
        JsonElement body = server.Requests.ShouldHaveSingleItem().Json;
        body.GetProperty("stream").GetBoolean().ShouldBeTrue();
        body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_streamed_refusal_is_an_error_and_no_text()
    {
        await using var server = new LoopbackServer(LoopbackReply.Stream([], refusal: "No."));
        using IChatClient client = OpenAI(server);

        ChatResponse response = (await ReadAsync(client.GetStreamingResponseAsync(Conversation))).ToChatResponse();

        response.Text.ShouldBeEmpty();
        response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().ShouldHaveSingleItem().Message.ShouldBe("No.");
    }

    [Fact]
    public async Task The_client_tells_who_it_speaks_to()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("fine"));
        using IChatClient client = OpenAI(server);

        ChatClientMetadata metadata = client.GetService(typeof(ChatClientMetadata)).ShouldBeOfType<ChatClientMetadata>();

        metadata.ProviderName.ShouldBe("openai");
        metadata.ProviderUri.ShouldBe(new Uri(server.Endpoint));
        metadata.DefaultModelId.ShouldBe("asked-model");
        client.GetService(typeof(ChatClientMetadata), "key").ShouldBeNull();
        client.GetService(typeof(StructuredOutputMode)).ShouldBeNull();
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_before_anything_is()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("fine"));
        using IChatClient client = OpenAI(server);

        await Should.ThrowAsync<UnsupportedRequestException>(
            () => client.GetResponseAsync([new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])]));
        await Should.ThrowAsync<UnsupportedRequestException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.Tool, "result")]));
        await Should.ThrowAsync<UnsupportedRequestException>(() => client.GetResponseAsync(Conversation, new ChatOptions { TopK = 5 }));
        await Should.ThrowAsync<UnsupportedRequestException>(() => client.GetResponseAsync(Conversation, new ChatOptions { ModelId = "another" }));

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_on_this_machine_is_asked_without_a_key_where_none_is_set()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("fine"));
        using IChatClient client = OpenAI(server, key: null);

        (await client.GetResponseAsync(Conversation)).Text.ShouldBe("fine");

        server.Requests.ShouldHaveSingleItem().Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task Structured_calls_work_over_it_and_repeat_a_reply_that_was_cut()
    {
        await using var server = new LoopbackServer(LoopbackReply.Chat("{\"name\":\"met", "length"), LoopbackReply.Chat("{\"name\":\"metformin\"}"));
        using IChatClient client = OpenAI(server);

        StructuredResponse<Drug> response = await client.GetStructuredAsync(Conversation, DrugContext.Default.Drug);

        response.Value.Name.ShouldBe("metformin");
        response.Usage.Calls.ShouldBe(2);
        server.Requests.ShouldAllBe(request => request.Json.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_reply()
    {
        await using var server = new LoopbackServer(
            (request, _) => LoopbackReply.Chat(request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
        using IChatClient client = OpenAI(server);

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 48).Select(
            index => client.GetResponseAsync([new ChatMessage(ChatRole.User, $"question {index}")])));

        responses.Select(response => response.Text).ShouldBe(Enumerable.Range(0, 48).Select(index => $"question {index}"));
        client.GetService(typeof(RetryCounts)).ShouldBe(new RetryCounts(48, 48));
    }

    internal sealed class Drug
    {
        [JsonPropertyName("name")]
        public required string Name { get; init; }
    }

    [JsonSerializable(typeof(Drug))]
    internal sealed partial class DrugContext : JsonSerializerContext;
}
