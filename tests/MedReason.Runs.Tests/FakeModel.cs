using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

/// <summary>A model that a test plays, and that counts what reaches it.</summary>
internal sealed class FakeModel(Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> respond) : IChatClient
{
    private int _calls;

    public int Calls => _calls;

    public ChatClientMetadata Metadata { get; init; } = new("fake", new Uri("http://fake.invalid/"), "m");

    public static FakeModel Saying(string text) => new((_, _, _) => Task.FromResult(Reply(text)));

    public static ChatResponse Reply(string text, ChatFinishReason? finish = null, long input = 10, long output = 5) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = finish ?? ChatFinishReason.Stop,
        ModelId = "m-1",
        Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output },
    };

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return respond([.. messages], options, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? Metadata : null;

    public void Dispose()
    {
    }
}
