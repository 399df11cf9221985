using System.Collections.Concurrent;
using MedReason.Tests;
using Microsoft.Extensions.AI;

namespace MedReason.Benchmarks.Runs;

/// <summary>A model that answers at once: what the oracle says of a call is kept under the words of the call, less what differs from row to row of the bank.</summary>
internal sealed class InstantChatClient : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("instant", defaultModelId: "instant");
    private readonly OracleModel _oracle = new(new Dictionary<string, string>());
    private readonly ConcurrentDictionary<(string? Shape, string Words), string> _replies = new();
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        string system = messages.First(message => message.Role == ChatRole.System).Text;
        string user = messages.First(message => message.Role == ChatRole.User).Text;
        string? shape = (options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName;
        string reply = _replies.GetOrAdd((shape, WithoutVarying(user)), _ => _oracle.Reply(system, user, shape));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply))
        {
            FinishReason = ChatFinishReason.Stop,
            ModelId = "instant",
            Usage = new UsageDetails { InputTokenCount = 400, OutputTokenCount = 20 },
        });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? Metadata : null;

    public void Dispose()
    {
    }

    /// <summary>A message without the marks of its fence and the number that <see cref="RunBank"/> gives a question.</summary>
    private static string WithoutVarying(string message)
    {
        const int opening = 3;
        const int mark = 16;
        int number = message.LastIndexOf(RunBank.CaseOpening, StringComparison.Ordinal);
        int end = number < 0 ? -1 : message.IndexOf(')', number);
        return (end < 0 ? message : message.Remove(number, end - number)).Replace(message.Substring(opening, mark), string.Empty, StringComparison.Ordinal);
    }
}
