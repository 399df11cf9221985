using System.Buffers;
using System.Collections.Concurrent;
using MedReason.Tests;
using Microsoft.Extensions.AI;

namespace MedReason.Benchmarks.Runs;

/// <summary>A model that answers at once: what the oracle says of a call is kept under the words of the call, less what differs from row to row of the bank.</summary>
internal sealed class InstantChatClient : IChatClient
{
    private const int MarkLength = 16;
    private const int KeyRoom = 64;

    private static readonly ChatClientMetadata Metadata = new("instant", defaultModelId: "instant");
    private readonly OracleModel _oracle = new(new Dictionary<string, string>());
    private readonly ConcurrentDictionary<string, string> _replies = new(StringComparer.Ordinal);
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        string system = messages.First(message => message.Role == ChatRole.System).Text;
        string user = messages.First(message => message.Role == ChatRole.User).Text;
        string? shape = (options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName;
        string reply = Find(user, shape) is { } known ? known : Learn(system, user, shape);
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

    private string Learn(string system, string user, string? shape)
    {
        string reply = _oracle.Reply(system, user, shape);
        char[] key = new char[user.Length + KeyRoom];
        _replies[new string(WriteKey(user, shape, key))] = reply;
        return reply;
    }

    private string? Find(string user, string? shape)
    {
        char[] key = ArrayPool<char>.Shared.Rent(user.Length + KeyRoom);
        string? reply = _replies.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(WriteKey(user, shape, key), out string? known) ? known : null;
        ArrayPool<char>.Shared.Return(key);
        return reply;
    }

    /// <summary>The shape and the message, without the marks of its fence and the number that <see cref="RunBank"/> gives a question.</summary>
    private static ReadOnlySpan<char> WriteKey(ReadOnlySpan<char> message, ReadOnlySpan<char> shape, char[] key)
    {
        ReadOnlySpan<char> mark = message.Slice("<<<".Length, MarkLength);
        int number = message.LastIndexOf(RunBank.CaseOpening);
        shape.CopyTo(key);
        int length = shape.Length;
        for (int at = 0; at < message.Length;)
        {
            ReadOnlySpan<char> rest = message[at..];
            int next = rest.IndexOf(mark);
            int end = at + (next < 0 ? rest.Length : next);
            int cut = number >= at && number < end ? number + message[number..].IndexOf(')') : -1;
            ReadOnlySpan<char> first = cut < 0 ? message[at..end] : message[at..number];
            first.CopyTo(key.AsSpan(length));
            length += first.Length;
            if (cut >= 0)
            {
                message[cut..end].CopyTo(key.AsSpan(length));
                length += end - cut;
            }

            at = end + (next < 0 ? 0 : MarkLength);
        }

        return key.AsSpan(0, length);
    }
}
