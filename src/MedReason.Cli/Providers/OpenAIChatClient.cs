using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

// A patch of the request is the only way to send max_tokens; the library marks it as experimental.
#pragma warning disable SCME0001

namespace MedReason.Cli;

/// <summary>OpenAI's chat completions as an <see cref="IChatClient"/> for text, through the library's adapter. Safe for concurrent use.</summary>
/// <remarks>
/// The library's client skips what it cannot send, passes a schema on without strict mode, knows the limit on a reply by its newer name alone, drops a
/// streamed refusal, reports an empty one, and ends a broken stream like a complete one; these are corrected here. What cannot be sent is an
/// <see cref="UnsupportedRequestException"/>.
/// </remarks>
internal sealed class OpenAIChatClient : DelegatingChatClient
{
    // The interface accepts letters, digits, '_' and '-'.
    private const int MaxSchemaNameLength = 64;

    // The key by which the library looks for strict mode; without it a schema is only a hint.
    private const string StrictKey = "strict";

    private static readonly AIJsonSchemaTransformOptions WithoutDialect = new()
    {
        TransformSchemaNode = (_, node) =>
        {
            (node as JsonObject)?.Remove("$schema");
            return node;
        },
    };

    private readonly HttpClient _http;
    private readonly string _model;
    private readonly bool _usesMaxTokens;

    /// <param name="client">The library's client.</param>
    /// <param name="http">The client's transport; disposed with this.</param>
    /// <param name="model">The model the client is bound to.</param>
    /// <param name="usesMaxTokens">Whether the limit on a reply is sent as <c>max_tokens</c>, the older name, which compatible servers know.</param>
    public OpenAIChatClient(ChatClient client, HttpClient http, string model, bool usesMaxTokens)
        : base(client.AsIChatClient())
    {
        _http = http;
        _model = model;
        _usesMaxTokens = usesMaxTokens;
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        ChatResponse response = await base.GetResponseAsync(sent, Prepare(sent, options), cancellationToken).ConfigureAwait(false);
        foreach (ChatMessage message in response.Messages)
        {
            // Some compatible servers send an empty refusal with each reply.
            message.Contents = [.. message.Contents.Where(content => content is not ErrorContent { Message.Length: 0 })];
        }

        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        string refusal = "";
        bool isFinished = false;
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(sent, Prepare(sent, options), cancellationToken).ConfigureAwait(false))
        {
            refusal += (update.RawRepresentation as StreamingChatCompletionUpdate)?.RefusalUpdate;
            if (update.FinishReason is not null)
            {
                isFinished = true;
                if (refusal.Length > 0)
                {
                    update.Contents.Add(new ErrorContent(refusal) { ErrorCode = nameof(ChatCompletion.Refusal) });
                    refusal = "";
                }
            }

            yield return update;
        }

        if (!isFinished)
        {
            throw new ChatProviderException("openai broke off its reply", ChatProviderFailure.ConnectionLost) { IsTransient = true };
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _http.Dispose();
        }

        base.Dispose(disposing);
    }

    private ChatOptions? Prepare(List<ChatMessage> messages, ChatOptions? options)
    {
        foreach (ChatMessage message in messages)
        {
            if (message.Contents.FirstOrDefault(content => content is not TextContent) is { } other)
            {
                throw new UnsupportedRequestException($"A message holds {other.GetType().Name}; this client sends text alone.");
            }

            if (message.Role != ChatRole.System && message.Role != ChatRole.User && message.Role != ChatRole.Assistant)
            {
                throw new UnsupportedRequestException($"The role '{message.Role.Value}' cannot be sent; this client knows system, user and assistant.");
            }
        }

        if (options is null)
        {
            return null;
        }

        if (options.Tools is { Count: > 0 } || options.ConversationId is not null || options.TopK is not null || options.ContinuationToken is not null)
        {
            throw new UnsupportedRequestException("Tools, a conversation kept by the server, a continuation and top-k cannot be sent by this client.");
        }

        if (options.ModelId is { } model && model != _model)
        {
            throw new UnsupportedRequestException("This client is bound to its model; make another one for another model.");
        }

        ChatOptions prepared = options.Clone();
        if (_usesMaxTokens && options.MaxOutputTokens is { } limit)
        {
            prepared.MaxOutputTokens = null;
            prepared.RawRepresentationFactory = _ =>
            {
                var raw = new ChatCompletionOptions();
                raw.Patch.Set("$.max_tokens"u8, limit);
                return raw;
            };
        }

        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json)
        {
            prepared.ResponseFormat = ChatResponseFormat.ForJsonSchema(
                AIJsonUtilities.TransformSchema(schema, WithoutDialect), SchemaName(json.SchemaName), json.SchemaDescription);
            (prepared.AdditionalProperties ??= [])[StrictKey] = true;
        }

        return prepared;
    }

    private static string SchemaName(string? name)
    {
        IEnumerable<char> kept = (name ?? "").Take(MaxSchemaNameLength).Select(
            character => char.IsAsciiLetterOrDigit(character) || character == '-' ? character : '_');
        return string.Concat(kept) is { Length: > 0 } text ? text : "reply";
    }
}
