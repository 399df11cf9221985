using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>A chat client that answers what a test specifies and records every request.</summary>
internal sealed class ReplayChatClient(Func<IReadOnlyList<ChatMessage>, int, ChatResponse> reply) : IChatClient
{
    private readonly List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> _requests = [];

    public IReadOnlyList<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests => _requests;

    public StructuredOutputMode? Mode { get; init; }

    public static ReplayChatClient Of(params string[] replies) =>
        new((_, index) => Text(replies[index]));

    public static ChatResponse Text(string text) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = ChatFinishReason.Stop,
        ModelId = "scripted-1",
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 3 },
    };

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_requests)
        {
            IReadOnlyList<ChatMessage> list = [.. messages];
            _requests.Add((list, options));
            return Task.FromResult(reply(list, _requests.Count - 1));
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(StructuredOutputMode) ? Mode : null;

    public void Dispose()
    {
    }
}
