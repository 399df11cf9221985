using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

/// <summary>A model that says the same live and in batches; a word in the question says how.</summary>
internal sealed class BatchModel(IBatchTransport? transport) : IChatClient, IBatchChatClient
{
    // As libraries do that write a schema as it was given.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private int _live;

    public int LiveCalls => _live;

    public IBatchTransport Transport => transport!;

    /// <summary>What a question is answered with; the finish reason of one that says "cut" is length.</summary>
    public static ChatResponse Answer(string question) => FakeModel.Reply(
        $"a({question})", question.Contains("cut", StringComparison.Ordinal) ? ChatFinishReason.Length : null, input: 20, output: 10);

    /// <summary>The answer of a batch to a body that <see cref="WriteAsync"/> wrote.</summary>
    public static BatchResult Result(string key, string body)
    {
        using var document = JsonDocument.Parse(body);
        return new BatchResult { CustomId = key, Status = 200, Body = Encoding.UTF8.GetBytes(body) };
    }

    public Task<ReadOnlyMemory<byte>> WriteAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(JsonSerializer.SerializeToUtf8Bytes(new { text = messages.Single().Text }, Indented));

    public Task<BatchReply> ReadAsync(int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(body);
        return Task.FromResult(status == 200
            ? new BatchReply { Reply = Answer(document.RootElement.GetProperty("text").GetString()!) }
            : new BatchReply { Failure = new RequestFailure { Summary = $"played answered {status}", IsTransient = status >= 500 } });
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _live);
        return Task.FromResult(Answer(messages.Single().Text));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("fake", new Uri("http://fake.invalid/"), "m")
        : serviceType == typeof(IBatchChatClient) && transport is not null ? this
        : null;

    public void Dispose()
    {
    }
}
