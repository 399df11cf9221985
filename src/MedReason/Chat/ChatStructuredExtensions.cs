using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.Chat;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>Requests replies of a given type from a chat client.</summary>
public static class ChatStructuredExtensions
{
    private const int MaxEchoedLength = 8_000;

    // Clients of OpenAI's interface look for strict mode under this key; without it a schema is only a hint. Others ignore it.
    private const string StrictName = "strict";

    /// <summary>Sends messages and reads the reply as <typeparamref name="T"/>, or reports exactly why it cannot be read.</summary>
    /// <remarks>
    /// A schema is requested in strict mode unless the chat options say otherwise (<c>strict</c> in their additional properties).
    /// Each reply is checked in this order: finish reason, refusal, emptiness, JSON, schema, semantics. The first JSON value that conforms to the
    /// schema is read: reasoning before it, a code fence or text around it, other values beside it and trailing commas are skipped and recorded; a duplicate
    /// property is an error. A reply that fails is requested again with the error, at most
    /// <see cref="StructuredChatOptions.MaxRetries"/> times; a refusal or a filtered reply is final. Failures of the client itself pass through unchanged:
    /// only the host's client retries those. Safe for concurrent use if the client is.
    /// </remarks>
    /// <typeparam name="T">The type of the reply.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="messages">The messages to send.</param>
    /// <param name="typeInfo">The source-generated contract of the type; the schema is derived from it.</param>
    /// <param name="options">Mode, chat options and retries; null for the defaults.</param>
    /// <param name="validate">
    /// Checks the content: returns null when it is valid, else one sentence that is sent to the model. It should not repeat untrusted text.
    /// </param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The reply with its raw text, repairs and cost.</returns>
    /// <exception cref="ModelOutputException">No attempt gave a usable reply. It has the last failure, the raw text and the cost of all attempts.</exception>
    public static Task<StructuredResponse<T>> GetStructuredAsync<T>(
        this IChatClient client,
        IEnumerable<ChatMessage> messages,
        JsonTypeInfo<T> typeInfo,
        StructuredChatOptions? options = null,
        Func<T, string?>? validate = null,
        CancellationToken cancellationToken = default) =>
        SendStructuredAsync(client, messages, typeInfo, options, validate, null, cancellationToken);

    /// <summary>Does the same as <see cref="GetStructuredAsync"/>, with a function that sends the first attempt, such as one that streams.</summary>
    internal static async Task<StructuredResponse<T>> SendStructuredAsync<T>(
        IChatClient client,
        IEnumerable<ChatMessage> messages,
        JsonTypeInfo<T> typeInfo,
        StructuredChatOptions? options,
        Func<T, string?>? validate,
        Func<IReadOnlyList<ChatMessage>, ChatOptions, CancellationToken, Task<ChatResponse>>? sendFirst,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(typeInfo);
        options ??= new StructuredChatOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRetries, nameof(options));

        StructuredOutputMode mode = options.Mode ?? client.GetService(typeof(StructuredOutputMode)) as StructuredOutputMode? ?? StructuredOutputMode.JsonSchema;
        JsonElement schema = StructuredSchema.Get(typeInfo);
        List<ChatMessage> conversation = StartConversation(messages, mode, schema);
        ModelUsage? usage = null;
        for (int attempt = 0; ; attempt++)
        {
            ChatOptions chatOptions = options.ChatOptions?.Clone() ?? new ChatOptions();
            chatOptions.ResponseFormat = mode switch
            {
                StructuredOutputMode.JsonSchema => ChatResponseFormat.ForJsonSchema(schema, options.SchemaName ?? SchemaName(typeof(T))),
                StructuredOutputMode.JsonObject => ChatResponseFormat.Json,
                _ => null,
            };
            if (mode == StructuredOutputMode.JsonSchema)
            {
                (chatOptions.AdditionalProperties ??= []).TryAdd(StrictName, true);
            }

            // Each attempt gets a list of its own, so that a client that keeps or changes its messages does not change ours.
            Task<ChatResponse> sent = attempt == 0 && sendFirst is not null
                ? sendFirst([.. conversation], chatOptions, cancellationToken)
                : client.GetResponseAsync([.. conversation], chatOptions, cancellationToken);
            ChatResponse response = await ReceiveAsync(client, sent).ConfigureAwait(false);
            ModelUsage cost = CostOf(response);
            usage = ModelUsage.Sum(usage, cost)!;
            ModelUsageScope.Report(cost, response.ModelId, options.Prompt);

            string raw = response.Text;
            var repairs = new List<string>();
            ((ModelOutputFailure Failure, string Error, bool IsFinal)? problem, T? value) = await LargeReplies.ReadAsync(
                raw,
                () => (TryCheck(response, raw, schema, typeInfo, validate, repairs, out T? read), read),
                cancellationToken).ConfigureAwait(false);
            if (problem is not { } found)
            {
                return new StructuredResponse<T> { Value = value!, RawText = raw, Repairs = repairs, Usage = usage, ModelId = response.ModelId };
            }

            await RejectAsync(client, response, found.Failure).ConfigureAwait(false);
            if (found.IsFinal || attempt >= options.MaxRetries)
            {
                throw new ModelOutputException($"The model's reply cannot be used: {found.Error}.")
                {
                    Failure = found.Failure,
                    RawText = raw,
                    FinishReason = response.FinishReason?.Value,
                    Usage = usage,
                };
            }

            if (raw.Length > 0)
            {
                conversation.Add(new ChatMessage(ChatRole.Assistant, raw.Length <= MaxEchoedLength ? raw : raw[..MaxEchoedLength]));
            }

            conversation.Add(new ChatMessage(ChatRole.User, $"That reply cannot be used: {found.Error}. Reply again with the JSON value alone."));
        }
    }

    /// <summary>Copies the messages, with the schema as an instruction where the provider does not enforce it.</summary>
    private static List<ChatMessage> StartConversation(IEnumerable<ChatMessage> messages, StructuredOutputMode mode, JsonElement schema)
    {
        List<ChatMessage> conversation = [.. messages];
        if (mode != StructuredOutputMode.JsonSchema)
        {
            conversation.Insert(conversation.FindLastIndex(message => message.Role == ChatRole.System) + 1, new ChatMessage(
                ChatRole.System, "Reply with one JSON value that conforms to this JSON schema, and with nothing else:\n" + schema.GetRawText()));
        }

        return conversation;
    }

    private static ModelUsage CostOf(ChatResponse response) => new()
    {
        Calls = 1,
        InputTokens = response.Usage?.InputTokenCount ?? 0,
        OutputTokens = response.Usage?.OutputTokenCount ?? 0,
    };

    private static async Task RejectAsync(IChatClient client, ChatResponse response, ModelOutputFailure failure)
    {
        MedReasonTelemetry.RejectReply(failure, ModelUsageScope.CurrentStage);
        if (client.GetService(typeof(IChatReplyKeeper)) is IChatReplyKeeper keeper)
        {
            await keeper.RejectAsync(response).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a reply, and notes it, or that there was none, for the stage that asked.</summary>
    internal static async Task<ChatResponse> ReceiveAsync(IChatClient client, Task<ChatResponse> sent)
    {
        try
        {
            ChatResponse response = await sent.ConfigureAwait(false);
            ModelUsageScope.NoteReply(client, response);
            return response;
        }
        catch (Exception exception)
        {
            ModelUsageScope.NoteFailedCall(exception);
            throw;
        }
    }

    private static (ModelOutputFailure Failure, string Error, bool IsFinal)? TryCheck<T>(
        ChatResponse response, string raw, JsonElement schema, JsonTypeInfo<T> typeInfo, Func<T, string?>? validate, List<string> repairs, out T? value)
    {
        try
        {
            return Check(response, raw, schema, typeInfo, validate, repairs, out value);
        }
#pragma warning disable CA1031 // A reply that makes its reader throw is of no use, and would be given again as long as it is kept.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            value = default;
            return (ModelOutputFailure.Semantics, $"reading it threw {exception.GetType().Name}", false);
        }
    }

    private static (ModelOutputFailure Failure, string Error, bool IsFinal)? Check<T>(
        ChatResponse response, string raw, JsonElement schema, JsonTypeInfo<T> typeInfo, Func<T, string?>? validate, List<string> repairs, out T? value)
    {
        value = default;
        if (response.FinishReason == ChatFinishReason.Length)
        {
            return (ModelOutputFailure.FinishReason, "it was cut at the token limit", false);
        }

        if (response.FinishReason == ChatFinishReason.ContentFilter)
        {
            return (ModelOutputFailure.FinishReason, "the provider filtered it", true);
        }

        if (response.FinishReason == ChatFinishReason.ToolCalls)
        {
            return (ModelOutputFailure.FinishReason, "it calls a tool", false);
        }

        if (response.Messages.SelectMany(message => message.Contents).Any(content => content is ErrorContent))
        {
            return (ModelOutputFailure.Refusal, "the model refused", true);
        }

        if (string.IsNullOrWhiteSpace(raw))
        {
            return (ModelOutputFailure.Empty, "it is empty", false);
        }

        using JsonDocument? document = JsonReply.Read(
            raw, found => JsonSchemaCheck.FindError(schema, found), repairs, out (ModelOutputFailure Failure, string Error)? problem);
        if (document is null)
        {
            return (problem!.Value.Failure, problem.Value.Error, false);
        }

        try
        {
            value = document.RootElement.Deserialize(typeInfo);
        }
        catch (JsonException mismatch)
        {
            return (ModelOutputFailure.Schema, $"{mismatch.Path ?? "$"} does not fit", false);
        }

        if (value is null)
        {
            return (ModelOutputFailure.Schema, "it is null", false);
        }

        return validate?.Invoke(value) is { } complaint ? (ModelOutputFailure.Semantics, complaint, false) : null;
    }

    private static string SchemaName(Type type)
    {
        string name = type.Name;
        int generic = name.IndexOf('`', StringComparison.Ordinal);
        return generic < 0 ? name : name[..generic];
    }
}
