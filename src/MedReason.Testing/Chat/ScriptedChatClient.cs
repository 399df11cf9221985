using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace MedReason.Testing;

/// <summary>
/// Represents a chat client for tests that replies from a script, fails on schedule and records its requests, without network, model or randomness.
/// </summary>
/// <remarks>
/// <para>
/// Each call gets the first that applies of: the fault that <see cref="FailOn"/> set for its number; the first rule of
/// <see cref="When(Func{ScriptedChatRequest, bool}, Func{ScriptedChatRequest, ChatResponse})"/>
/// that matches; the next reply of the queue (<see cref="Enqueue(ChatResponse)"/>). A call without a fault, rule or reply throws
/// <see cref="InvalidOperationException"/>, so that a test notices a call it did not expect.
/// </para>
/// <para>Rules give the same replies in any order of concurrent calls; the queue and faults depend on the order in which calls arrive. Safe for
/// concurrent use.</para>
/// </remarks>
public sealed class ScriptedChatClient : IChatClient
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<ScriptedChatRequest, ChatResponse>> _queue = [];
    private readonly List<(Func<ScriptedChatRequest, bool> Fits, Func<ScriptedChatRequest, ChatResponse> Reply)> _rules = [];
    private readonly Dictionary<int, Exception> _faults = [];
    private readonly List<ScriptedChatRequest> _requests = [];
    private readonly ChatClientMetadata _metadata;
    private bool _isDisposed;

    /// <summary>Initializes a client with an empty script.</summary>
    /// <param name="modelId">The model id that the client reports.</param>
    public ScriptedChatClient(string modelId = "scripted")
    {
        ModelId = modelId;
        _metadata = new ChatClientMetadata("scripted", defaultModelId: modelId);
    }

    /// <summary>Gets the model id of replies that do not specify one.</summary>
    public string ModelId { get; }

    /// <summary>Gets the usage of replies that do not specify one; null for none.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>Gets all requests so far, failed ones included, in the order of their arrival.</summary>
    public IReadOnlyList<ScriptedChatRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Gets the number of replies left in the queue.</summary>
    public int Remaining
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Adds a reply to the queue.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient Enqueue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Enqueue(_ => Reply(text));
    }

    /// <summary>Adds a reply to the queue.</summary>
    /// <param name="response">The reply, as it is to be returned.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient Enqueue(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Enqueue(_ => response);
    }

    /// <summary>Adds a failure to the queue.</summary>
    /// <param name="exception">What is thrown.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient Enqueue(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Enqueue(_ => throw exception);
    }

    /// <summary>Adds a reply that depends on the request to the queue.</summary>
    /// <param name="reply">Makes the reply, or throws.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient Enqueue(Func<ScriptedChatRequest, ChatResponse> reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        lock (_lock)
        {
            _queue.Enqueue(reply);
        }

        return this;
    }

    /// <summary>Adds a rule, which may be used any number of times.</summary>
    /// <param name="fits">Whether the rule is for a request.</param>
    /// <param name="reply">Makes the reply, or throws.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient When(Func<ScriptedChatRequest, bool> fits, Func<ScriptedChatRequest, ChatResponse> reply)
    {
        ArgumentNullException.ThrowIfNull(fits);
        ArgumentNullException.ThrowIfNull(reply);
        lock (_lock)
        {
            _rules.Add((fits, reply));
        }

        return this;
    }

    /// <summary>Adds a rule, which may be used any number of times.</summary>
    /// <param name="fits">Whether the rule is for a request.</param>
    /// <param name="text">The text of the reply.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient When(Func<ScriptedChatRequest, bool> fits, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return When(fits, _ => Reply(text));
    }

    /// <summary>Makes one call fail; the script goes on as if it had not been.</summary>
    /// <param name="callNumber">The number of the call, from 0.</param>
    /// <param name="exception">What it throws.</param>
    /// <returns>This client.</returns>
    public ScriptedChatClient FailOn(int callNumber, Exception exception)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(callNumber);
        ArgumentNullException.ThrowIfNull(exception);
        lock (_lock)
        {
            _faults[callNumber] = exception;
        }

        return this;
    }

    /// <summary>A reply of this client with its model and usage, for scripts that make their own.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="finishReason">Why it ends; null for <see cref="ChatFinishReason.Stop"/>.</param>
    /// <returns>The reply.</returns>
    public ChatResponse Reply(string text, ChatFinishReason? finishReason = null) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        ModelId = ModelId,
        FinishReason = finishReason ?? ChatFinishReason.Stop,
        Usage = Usage,
    };

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(Answer(messages, options, isStreaming: false));
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            return Task.FromException<ChatResponse>(exception);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        ChatResponse response = Answer(messages, options, isStreaming: true);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            foreach (ChatResponseUpdate piece in Split(update))
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return piece;
            }
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Ends the client's use; later calls throw <see cref="ObjectDisposedException"/>, and what was asked stays to be read.</summary>
    public void Dispose() => _isDisposed = true;

    // Word by word, so that a reader that only works on whole replies is found out.
    private static IEnumerable<ChatResponseUpdate> Split(ChatResponseUpdate update)
    {
        if (update.Contents is not [TextContent { Text: { Length: > 0 } text }])
        {
            yield return update;
            yield break;
        }

        for (int start = 0; start < text.Length;)
        {
            int space = text.IndexOf(' ', start);
            int end = space < 0 ? text.Length : space + 1;
            ChatResponseUpdate piece = update.Clone();
            piece.Contents = [new TextContent(text[start..end])];
            piece.FinishReason = end == text.Length ? update.FinishReason : null;
            yield return piece;
            start = end;
        }
    }

    private ChatResponse Answer(IEnumerable<ChatMessage> messages, ChatOptions? options, bool isStreaming)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ScriptedChatRequest request;
        Func<ScriptedChatRequest, ChatResponse>? reply = null;
        lock (_lock)
        {
            request = new ScriptedChatRequest
            {
                Number = _requests.Count,
                Messages = [.. messages.Select(static message => message.Clone())],
                Options = options?.Clone(),
                IsStreaming = isStreaming,
            };
            _requests.Add(request);
            if (_faults.Remove(request.Number, out Exception? fault))
            {
                throw fault;
            }

            foreach ((Func<ScriptedChatRequest, bool> fits, Func<ScriptedChatRequest, ChatResponse> rule) in _rules)
            {
                if (fits(request))
                {
                    reply = rule;
                    break;
                }
            }

            reply ??= _queue.Count > 0 ? _queue.Dequeue() : null;
        }

        return reply is not null
            ? reply(request)
            : throw new InvalidOperationException($"The script has no reply for call {request.Number}: no rule fits and the queue is empty.");
    }
}
