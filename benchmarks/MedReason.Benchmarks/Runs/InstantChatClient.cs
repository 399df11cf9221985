using Microsoft.Extensions.AI;

namespace MedReason.Benchmarks.Runs;

/// <summary>A model that answers at once, by the schema that it is asked for.</summary>
internal sealed class InstantChatClient : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("instant", defaultModelId: "instant");
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        string text = (options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName switch
        {
            "ExtractionReply" => """{"mentions":[]}""",
            "SettlementReply" => """{"choices":[]}""",
            "PathChoiceReply" => """{"paths":["P1"]}""",
            var other => throw new InvalidOperationException($"No reply is scripted for {other}."),
        };
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
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
}
