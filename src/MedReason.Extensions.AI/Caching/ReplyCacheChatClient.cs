using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;

namespace MedReason.Extensions.AI.Caching;

/// <summary>Keeps replies that a stage could use, for the model and endpoint that wrote them, and asks once for identical requests at the same time.</summary>
/// <remarks>
/// The platform's own cache keeps what was cut or refused, gives one model's reply for another's, and sends every one of several identical requests that
/// come before the first reply. Storage, serialization and keys of messages and options are the platform's.
/// </remarks>
internal sealed class ReplyCacheChatClient : DistributedCachingChatClient, IChatReplyKeeper
{
    private static readonly object IsStreamed = false;

    private readonly IDistributedCache _storage;

    // The key of a reply that was handed out, for as long as somebody holds the reply.
    private readonly ConditionalWeakTable<ChatResponse, string> _keys = [];
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);

    public ReplyCacheChatClient(IChatClient inner, IDistributedCache storage)
        : base(inner, storage)
    {
        _storage = storage;
        ChatClientMetadata? metadata = inner.GetService<ChatClientMetadata>();
        CacheKeyAdditionalValues =
            ["medreason-reply-1", metadata?.ProviderName ?? "", metadata?.ProviderUri?.AbsoluteUri ?? "", metadata?.DefaultModelId ?? ""];
    }

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType == typeof(IChatReplyKeeper) ? this : base.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc />
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        if (!EnableCaching(sent, options))
        {
            return await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        }

        // The base keeps replies under the key of a request that is not streamed.
        string key = GetCacheKey(sent, options, IsStreamed);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            Task first = _underWay.GetOrAdd(key, ended.Task);
            if (ReferenceEquals(first, ended.Task))
            {
                break;
            }

            // Whoever waited reads what was kept, as an object of its own; where nothing was, the next one asks.
            await first.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (await ReadCacheAsync(key, cancellationToken).ConfigureAwait(false) is { } kept)
            {
                return kept;
            }
        }

        try
        {
            return await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            ended.SetResult();
        }
    }

    /// <inheritdoc />
    public async Task RejectAsync(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (_keys.TryGetValue(response, out string? key))
        {
            await _storage.RemoveAsync(key).ConfigureAwait(false);
        }

        if (InnerClient.GetService<IChatReplyKeeper>() is { } inner)
        {
            await inner.RejectAsync(response).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override string GetCacheKey(IEnumerable<ChatMessage> messages, ChatOptions? options, params ReadOnlySpan<object?> additionalValues)
    {
        // Options are serialized without their tools, and a reply that calls one is no reply to a request that has others.
        string[] tools =
        [
            .. (options?.Tools ?? []).Select(tool =>
                $"{tool.Name}\n{tool.Description}\n{(tool as AIFunctionDeclaration)?.JsonSchema.GetRawText()}"),
        ];
        return base.GetCacheKey(messages, options, [.. additionalValues, .. tools]);
    }

    /// <inheritdoc />
    protected override bool EnableCaching(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        options?.RawRepresentationFactory is null && base.EnableCaching(messages, options);

    /// <inheritdoc />
    protected override async Task<ChatResponse?> ReadCacheAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            ChatResponse? kept = await base.ReadCacheAsync(key, cancellationToken).ConfigureAwait(false);
            if (kept is not null)
            {
                _keys.AddOrUpdate(kept, key);
            }

            return kept;
        }
        catch (JsonException)
        {
            // What another version or program left under the key is no reply.
            return null;
        }
    }

    /// <inheritdoc />
    protected override async Task WriteCacheAsync(string key, ChatResponse value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (IsUsable(value))
        {
            await base.WriteCacheAsync(key, value, cancellationToken).ConfigureAwait(false);
            _keys.AddOrUpdate(value, key);
        }
    }

    private static bool IsUsable(ChatResponse response) =>
        response.FinishReason != ChatFinishReason.Length
        && response.FinishReason != ChatFinishReason.ContentFilter
        && !response.Messages.SelectMany(message => message.Contents).Any(content => content is ErrorContent)
        && (!string.IsNullOrWhiteSpace(response.Text)
            || response.Messages.SelectMany(message => message.Contents).Any(content => content is FunctionCallContent));
}
