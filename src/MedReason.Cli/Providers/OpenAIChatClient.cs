using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AIChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using AIChatMessage = Microsoft.Extensions.AI.ChatMessage;
using AIChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

// Seed and reasoning effort are old parameters of the interface that the library still marks as experimental; a patch of the request is its only way to send
// max_tokens, the name by which compatible servers know the limit on a reply.
#pragma warning disable OPENAI001, SCME0001

namespace MedReason.Cli;

/// <summary>OpenAI's chat completions as an <see cref="IChatClient"/>: text in, text out. Safe for concurrent use.</summary>
/// <remarks>What it cannot send (tools, images, a server-side conversation, top-k) it refuses with <see cref="UnsupportedRequestException"/>.</remarks>
internal sealed class OpenAIChatClient : IChatClient
{
    private const int MaxSchemaNameLength = 64;

    // What strict mode asks of a schema.
    private static readonly AIJsonSchemaTransformOptions StrictSchema = new()
    {
        DisallowAdditionalProperties = true,
        RequireAllProperties = true,
        ConvertBooleanSchemas = true,
        MoveDefaultKeywordToDescription = true,
        TransformSchemaNode = (_, node) =>
        {
            (node as JsonObject)?.Remove("$schema");
            return node;
        },
    };

    private readonly ChatClient _client;
    private readonly HttpClient _http;
    private readonly ChatClientMetadata _metadata;
    private readonly bool _usesMaxTokens;

    /// <param name="client">The library's client.</param>
    /// <param name="http">What the client sends with; disposed with this.</param>
    /// <param name="metadata">Provider, address and model.</param>
    /// <param name="usesMaxTokens">Whether the limit on a reply travels as <c>max_tokens</c>, the older name, which compatible servers know.</param>
    public OpenAIChatClient(ChatClient client, HttpClient http, ChatClientMetadata metadata, bool usesMaxTokens)
    {
        _client = client;
        _http = http;
        _metadata = metadata;
        _usesMaxTokens = usesMaxTokens;
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<OpenAI.Chat.ChatMessage> sent = ToMessages(messages, options);
        ChatCompletionOptions completionOptions = ToOptions(options);
        ChatCompletion completion = await _client.CompleteChatAsync(sent, completionOptions, cancellationToken).ConfigureAwait(false);
        try
        {
            var message = new AIChatMessage(ChatRole.Assistant, ToContents(completion.Content, completion.Refusal)) { MessageId = completion.Id };
            return new ChatResponse(message)
            {
                ResponseId = completion.Id,
                ModelId = completion.Model,
                FinishReason = ToFinishReason(completion.FinishReason),
                Usage = ToUsage(completion.Usage),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // The library reads the content of the first choice, whether there is one or not.
            throw new ModelOutputException("The reply of openai holds no choice.") { Failure = ModelOutputFailure.Empty };
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<OpenAI.Chat.ChatMessage> sent = ToMessages(messages, options);
        ChatCompletionOptions completionOptions = ToOptions(options);
        var refusal = new StringBuilder();
        bool isFinished = false;
        await foreach (StreamingChatCompletionUpdate update in _client.CompleteChatStreamingAsync(sent, completionOptions, cancellationToken).ConfigureAwait(false))
        {
            refusal.Append(update.RefusalUpdate);
            isFinished |= update.FinishReason is not null;
            var contents = ToContents(update.ContentUpdate, refusal: null);
            if (update.FinishReason is not null && refusal.Length > 0)
            {
                contents.Add(ToError(refusal.ToString()));
            }

            if (ToUsage(update.Usage) is { } usage)
            {
                contents.Add(new UsageContent(usage));
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
            {
                ResponseId = update.CompletionId,
                MessageId = update.CompletionId,
                ModelId = update.Model,
                FinishReason = update.FinishReason is { } reason ? ToFinishReason(reason) : null,
            };
        }

        if (!isFinished)
        {
            throw new ChatProviderException("openai broke off its reply", ChatProviderFailure.ConnectionLost) { IsTransient = true };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(ChatClient) ? _client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose() => _http.Dispose();

    private static List<OpenAI.Chat.ChatMessage> ToMessages(IEnumerable<AIChatMessage> messages, ChatOptions? options)
    {
        var sent = new List<OpenAI.Chat.ChatMessage>();
        if (!string.IsNullOrEmpty(options?.Instructions))
        {
            sent.Add(new SystemChatMessage(options.Instructions));
        }

        foreach (AIChatMessage message in messages)
        {
            if (message.Contents.FirstOrDefault(content => content is not TextContent) is { } other)
            {
                throw new UnsupportedRequestException($"A message holds {other.GetType().Name}; this client sends text alone.");
            }

            sent.Add(
                message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
                : message.Role == ChatRole.User ? new UserChatMessage(message.Text)
                : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
                : throw new UnsupportedRequestException($"The role '{message.Role.Value}' cannot be sent; this client knows system, user and assistant."));
        }

        return sent;
    }

    private ChatCompletionOptions ToOptions(ChatOptions? options)
    {
        var sent = new ChatCompletionOptions();
        if (options is null)
        {
            return sent;
        }

        if (options.Tools is { Count: > 0 } || options.ConversationId is not null || options.TopK is not null || options.ContinuationToken is not null)
        {
            throw new UnsupportedRequestException("Tools, a conversation kept by the server, a continuation and top-k cannot be sent by this client.");
        }

        if (options.ModelId is { } model && model != _metadata.DefaultModelId)
        {
            throw new UnsupportedRequestException("This client is bound to its model; make another one for another model.");
        }

        sent.Temperature = options.Temperature;
        sent.TopP = options.TopP;
        sent.FrequencyPenalty = options.FrequencyPenalty;
        sent.PresencePenalty = options.PresencePenalty;
        sent.Seed = options.Seed;
        foreach (string stop in options.StopSequences ?? [])
        {
            sent.StopSequences.Add(stop);
        }

        if (options.MaxOutputTokens is { } limit)
        {
            if (_usesMaxTokens)
            {
                sent.Patch.Set("$.max_tokens"u8, limit);
            }
            else
            {
                sent.MaxOutputTokenCount = limit;
            }
        }

        if (options.Reasoning?.Effort is { } effort)
        {
            sent.ReasoningEffortLevel = effort switch
            {
                ReasoningEffort.None => "none",
                ReasoningEffort.Low => ChatReasoningEffortLevel.Low,
                ReasoningEffort.Medium => ChatReasoningEffortLevel.Medium,
                ReasoningEffort.High => ChatReasoningEffortLevel.High,
                _ => "xhigh",
            };
        }

        sent.ResponseFormat = ToFormat(options.ResponseFormat);
        return sent;
    }

    private static OpenAI.Chat.ChatResponseFormat? ToFormat(AIChatResponseFormat? format) => format switch
    {
        null => null,
        ChatResponseFormatText => OpenAI.Chat.ChatResponseFormat.CreateTextFormat(),
        ChatResponseFormatJson { Schema: { } schema } json => OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
            SchemaName(json.SchemaName),
            BinaryData.FromString(AIJsonUtilities.TransformSchema(schema, StrictSchema).GetRawText()),
            json.SchemaDescription,
            jsonSchemaIsStrict: true),
        ChatResponseFormatJson => OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat(),
        _ => throw new UnsupportedRequestException($"The response format {format.GetType().Name} cannot be sent."),
    };

    /// <summary>The interface takes letters, digits, <c>_</c> and <c>-</c>, at most 64.</summary>
    private static string SchemaName(string? name)
    {
        string kept = new([.. (name ?? "").Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_').Take(MaxSchemaNameLength)]);
        return kept.Length == 0 ? "reply" : kept;
    }

    private static List<AIContent> ToContents(ChatMessageContent content, string? refusal)
    {
        var contents = new List<AIContent>();
        foreach (ChatMessageContentPart part in content)
        {
            if (part.Kind == ChatMessageContentPartKind.Text && part.Text is { Length: > 0 } text)
            {
                contents.Add(new TextContent(text));
            }
            else if (part.Kind == ChatMessageContentPartKind.Refusal)
            {
                contents.Add(ToError(part.Refusal));
            }
        }

        if (!string.IsNullOrEmpty(refusal))
        {
            contents.Add(ToError(refusal));
        }

        return contents;
    }

    private static ErrorContent ToError(string refusal) => new(refusal) { ErrorCode = "refusal" };

    private static AIChatFinishReason ToFinishReason(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Stop => AIChatFinishReason.Stop,
        OpenAI.Chat.ChatFinishReason.Length => AIChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => AIChatFinishReason.ContentFilter,
        _ => AIChatFinishReason.ToolCalls,
    };

    private static UsageDetails? ToUsage(ChatTokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };
}
