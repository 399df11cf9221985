using System.Text.Json;
using System.Text.Json.Serialization;
using MedReason.Chat;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

public sealed partial class ChatStructuredExtensionsTests
{
    private const string Good = """{"name":"aspirin","kind":"drug","notes":[{"text":"old","score":1}],"comment":null}""";

    [Fact]
    public async Task A_reply_in_the_asked_shape_is_read_with_its_cost_and_model()
    {
        ReplayChatClient client = ReplayChatClient.Of(Good);

        StructuredResponse<Reply> response = await Ask(client);

        response.Value.Name.ShouldBe("aspirin");
        response.Value.Kind.ShouldBe(Kind.Drug);
        response.Value.Notes.ShouldHaveSingleItem().Text.ShouldBe("old");
        response.RawText.ShouldBe(Good);
        response.Repairs.ShouldBeEmpty();
        response.Usage.ShouldBe(new ModelUsage { Calls = 1, InputTokens = 10, OutputTokens = 3 });
        response.ModelId.ShouldBe("scripted-1");
    }

    [Fact]
    public async Task The_schema_allows_no_further_property_and_requires_all()
    {
        ReplayChatClient client = ReplayChatClient.Of(Good);

        await Ask(client);

        var format = client.Requests[0].Options!.ResponseFormat.ShouldBeOfType<ChatResponseFormatJson>();
        JsonElement schema = format.Schema!.Value;
        schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["name", "kind", "notes", "comment"], ignoreOrder: true);
        JsonElement item = schema.GetProperty("properties").GetProperty("notes").GetProperty("items");
        item.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        item.GetProperty("required").GetArrayLength().ShouldBe(2);
        format.SchemaName.ShouldBe("Reply");
    }

    [Fact]
    public async Task The_hosts_options_are_cloned_for_each_call_and_never_changed()
    {
        var hostOptions = new ChatOptions { ModelId = "m", Temperature = 0.5f };
        ReplayChatClient client = ReplayChatClient.Of("nonsense", Good);

        await Ask(client, new StructuredChatOptions { ChatOptions = hostOptions });

        hostOptions.ResponseFormat.ShouldBeNull();
        client.Requests.ShouldAllBe(request => request.Options!.ModelId == "m" && request.Options.Temperature == 0.5f);
        client.Requests[0].Options.ShouldNotBeSameAs(client.Requests[1].Options);
    }

    [Theory]
    [InlineData(StructuredOutputMode.JsonObject)]
    [InlineData(StructuredOutputMode.PromptOnly)]
    public async Task Without_schema_support_the_schema_stands_in_the_prompt(StructuredOutputMode mode)
    {
        ReplayChatClient byOption = ReplayChatClient.Of(Good);
        var byClient = new ReplayChatClient((_, _) => ReplayChatClient.Text(Good)) { Mode = mode };

        await Ask(byOption, new StructuredChatOptions { Mode = mode });
        await Ask(byClient);

        foreach (ReplayChatClient client in new[] { byOption, byClient })
        {
            (IReadOnlyList<ChatMessage> messages, ChatOptions? options) = client.Requests.ShouldHaveSingleItem();
            messages.Count.ShouldBe(3);
            messages[1].Role.ShouldBe(ChatRole.System);
            messages[1].Text.ShouldContain("\"additionalProperties\"");
            (options!.ResponseFormat as ChatResponseFormatJson)?.Schema.ShouldBeNull();
            (options.ResponseFormat is not null).ShouldBe(mode == StructuredOutputMode.JsonObject);
        }
    }

    [Theory]
    [InlineData("```json\n" + Good + "\n```", "code_fence")]
    [InlineData("```\n" + Good + "\n```", "code_fence")]
    [InlineData("Here you are:\n```json\n" + Good + "\n```\nAnything else?", "code_fence,surrounding_text")]
    [InlineData("""{"name":"a","kind":"drug","notes":[{"text":"old","score":1},],"comment":null,}""", "trailing_comma")]
    [InlineData("```json\n{\"name\":\"a\",\"kind\":\"drug\",\"notes\":[],\"comment\":null,}\n```", "code_fence,trailing_comma")]
    [InlineData("\uFEFF " + Good, "")]
    [InlineData("```json " + Good + " ```", "code_fence")]
    [InlineData("Here is the JSON: " + Good, "surrounding_text")]
    [InlineData(Good + "\n\nI hope this helps.", "surrounding_text")]
    [InlineData(Good + "\n" + Good, "surrounding_text")]
    [InlineData("{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}\n" + Good, "surrounding_text")]
    [InlineData("```json\n{}\n```\n```json\n" + Good + "\n```", "code_fence,surrounding_text")]
    [InlineData("As [1] and {2} say: " + Good, "surrounding_text")]
    [InlineData("<think>\nPerhaps {\"name\":\"draft\",\"kind\":\"drug\",\"notes\":[],\"comment\":null}?\n</think>\n\n" + Good, "reasoning")]
    [InlineData("It is a drug.\n</think>\n" + Good, "reasoning")]
    [InlineData("<think>It is a drug. " + Good, "reasoning,surrounding_text")]
    [InlineData("<think>" + Good + "</think>", "reasoning,surrounding_text")]
    [InlineData("<|channel|>analysis<|message|>A drug.<|end|><|start|>assistant<|channel|>final<|message|>" + Good + "<|return|>", "reasoning")]
    [InlineData("analysisA drug {sure}.assistantfinal" + Good, "reasoning")]
    public async Task What_stands_around_the_value_is_skipped_and_recorded(string raw, string repairs)
    {
        StructuredResponse<Reply> response = await Ask(ReplayChatClient.Of(raw));

        string.Join(',', response.Repairs).ShouldBe(repairs);
        response.RawText.ShouldBe(raw);
    }

    [Theory]
    [InlineData("", ModelOutputFailure.Empty)]
    [InlineData(" \n ", ModelOutputFailure.Empty)]
    [InlineData("I think it is aspirin.", ModelOutputFailure.Parse)]
    [InlineData("{\"name\":\"a\"", ModelOutputFailure.Parse)]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"kind\":\"drug\",\"notes\":[],\"comment\":null}", ModelOutputFailure.Parse)]
    [InlineData("```json\n{}\n```\n```json\n[]\n```", ModelOutputFailure.Schema)]
    [InlineData("<think>" + Good + "</think> I cannot say.", ModelOutputFailure.Parse)]
    [InlineData("[]", ModelOutputFailure.Schema)]
    [InlineData("null", ModelOutputFailure.Schema)]
    [InlineData("{\"name\":\"a\",\"kind\":\"drug\",\"notes\":[]}", ModelOutputFailure.Schema)]
    [InlineData("{\"name\":\"a\",\"kind\":\"poison\",\"notes\":[],\"comment\":null}", ModelOutputFailure.Schema)]
    [InlineData("{\"name\":null,\"kind\":\"drug\",\"notes\":[],\"comment\":null}", ModelOutputFailure.Schema)]
    [InlineData("{\"name\":\"a\",\"kind\":\"drug\",\"notes\":[{\"text\":\"x\",\"score\":\"high\"}],\"comment\":null}", ModelOutputFailure.Schema)]
    [InlineData("{\"name\":\"a\",\"kind\":\"drug\",\"notes\":[],\"comment\":null,\"extra\":1}", ModelOutputFailure.Schema)]
    [InlineData("{\"name\":\"forbidden\",\"kind\":\"drug\",\"notes\":[],\"comment\":null}", ModelOutputFailure.Semantics)]
    public async Task Each_failure_is_told_apart_and_keeps_the_raw_text_and_the_cost_of_all_attempts(string raw, ModelOutputFailure failure)
    {
        ReplayChatClient client = ReplayChatClient.Of(raw, raw);

        ModelOutputException error = await Should.ThrowAsync<ModelOutputException>(() => Ask(client));

        error.Failure.ShouldBe(failure);
        error.RawText.ShouldBe(raw);
        error.FinishReason.ShouldBe("stop");
        error.Usage.ShouldBe(new ModelUsage { Calls = 2, InputTokens = 20, OutputTokens = 6 });
        client.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_attempt_carries_the_error_and_the_first_reply_and_its_cost_is_summed()
    {
        ReplayChatClient client = ReplayChatClient.Of("{\"name\":\"a\",\"kind\":\"drug\",\"notes\":[]}", Good);

        StructuredResponse<Reply> response = await Ask(client);

        response.Value.Name.ShouldBe("aspirin");
        response.Usage.Calls.ShouldBe(2);
        IReadOnlyList<ChatMessage> second = client.Requests[1].Messages;
        second.Count.ShouldBe(4);
        second[2].Role.ShouldBe(ChatRole.Assistant);
        second[3].Role.ShouldBe(ChatRole.User);
        second[3].Text.ShouldContain("$.comment is missing");
        client.Requests[0].Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reply_cut_at_the_token_limit_is_no_parse_error()
    {
        var client = new ReplayChatClient((_, _) =>
        {
            ChatResponse response = ReplayChatClient.Text(Good);
            response.FinishReason = ChatFinishReason.Length;
            return response;
        });

        ModelOutputException error = await Should.ThrowAsync<ModelOutputException>(() => Ask(client, new StructuredChatOptions { MaxRetries = 0 }));

        error.Failure.ShouldBe(ModelOutputFailure.FinishReason);
        error.FinishReason.ShouldBe("length");
        client.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_and_a_filtered_reply_are_final()
    {
        var refusing = new ReplayChatClient((_, _) => new ChatResponse(new ChatMessage(ChatRole.Assistant, [new ErrorContent("No.") { ErrorCode = "Refusal" }])));
        var filtered = new ReplayChatClient((_, _) =>
        {
            ChatResponse response = ReplayChatClient.Text("{");
            response.FinishReason = ChatFinishReason.ContentFilter;
            return response;
        });

        (await Should.ThrowAsync<ModelOutputException>(() => Ask(refusing))).Failure.ShouldBe(ModelOutputFailure.Refusal);
        (await Should.ThrowAsync<ModelOutputException>(() => Ask(filtered))).Failure.ShouldBe(ModelOutputFailure.FinishReason);
        refusing.Requests.Count.ShouldBe(1);
        filtered.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_of_the_client_passes_through()
    {
        var client = new ReplayChatClient((_, _) => throw new HttpRequestException("down"));

        await Should.ThrowAsync<HttpRequestException>(() => Ask(client));
    }

    [Fact]
    public async Task Cancellation_throws()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            ReplayChatClient.Of(Good).GetStructuredAsync(Messages(), TestJson.Default.Reply, cancellationToken: source.Token));
    }

    [Fact]
    public async Task An_exceptions_message_never_repeats_the_reply()
    {
        const string secret = "the patient is John";

        ModelOutputException error = await Should.ThrowAsync<ModelOutputException>(() => Ask(ReplayChatClient.Of(secret, "{\"" + secret + "\":1}")));

        error.Message.ShouldNotContain("John");
        error.RawText!.ShouldContain("John");
    }

    [Fact]
    public async Task A_scope_sums_what_is_spent_below_it_and_so_do_those_around_it()
    {
        using var outer = ModelUsageScope.Begin(StageNames.Extract);
        await Ask(ReplayChatClient.Of(Good));
        using (var inner = ModelUsageScope.Begin(StageNames.Extract))
        {
            await Task.WhenAll(Ask(ReplayChatClient.Of(Good)), Ask(ReplayChatClient.Of("?", Good)));
            inner.Usage!.Calls.ShouldBe(3);
        }

        outer.Usage!.Calls.ShouldBe(4);
        outer.Usage.OutputTokens.ShouldBe(12);
    }

    [Fact]
    public async Task A_recursive_shape_is_checked_at_every_depth()
    {
        ReplayChatClient good = ReplayChatClient.Of("""{"name":"a","children":[{"name":"b","children":[{"name":"c","children":[]}]}]}""");
        ReplayChatClient bad = ReplayChatClient.Of("""{"name":"a","children":[{"name":"b","children":[{"name":7,"children":[]}]}]}""");
        var once = new StructuredChatOptions { MaxRetries = 0 };

        (await good.GetStructuredAsync(Messages(), TestJson.Default.Tree, once)).Value.Children[0].Children[0].Name.ShouldBe("c");
        ModelOutputException error = await Should.ThrowAsync<ModelOutputException>(() => bad.GetStructuredAsync(Messages(), TestJson.Default.Tree, once));

        error.Failure.ShouldBe(ModelOutputFailure.Schema);
    }

    private static Task<StructuredResponse<Reply>> Ask(IChatClient client, StructuredChatOptions? options = null) => client.GetStructuredAsync(
        Messages(), TestJson.Default.Reply, options, reply => reply.Name == "forbidden" ? "the name was not offered" : null);

    private static List<ChatMessage> Messages() => [new(ChatRole.System, "Be exact."), new(ChatRole.User, "What is it?")];

    [JsonConverter(typeof(JsonStringEnumConverter<Kind>))]
    internal enum Kind
    {
        [JsonStringEnumMemberName("drug")]
        Drug,

        [JsonStringEnumMemberName("disease")]
        Disease,
    }

    internal sealed class Reply
    {
        public required string Name { get; init; }

        public required Kind Kind { get; init; }

        public required IReadOnlyList<Note> Notes { get; init; }

        public string? Comment { get; init; }
    }

    internal sealed class Note
    {
        public required string Text { get; init; }

        public required double Score { get; init; }
    }

    internal sealed class Tree
    {
        public required string Name { get; init; }

        public required IReadOnlyList<Tree> Children { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Reply))]
    [JsonSerializable(typeof(Tree))]
    private sealed partial class TestJson : JsonSerializerContext;
}
