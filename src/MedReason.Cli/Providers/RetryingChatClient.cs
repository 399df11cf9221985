using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Repeats a provider's failed calls and types what remains of them. Safe for concurrent use as far as its inner client is.</summary>
internal sealed class RetryingChatClient(IChatClient innerClient, RetryLoop retries) : DelegatingChatClient(innerClient)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> sent = [.. messages];
        return retries.RunAsync(token => base.GetResponseAsync(sent, options, token), cancellationToken);
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> sent = [.. messages];
        return retries.StreamAsync(token => base.GetStreamingResponseAsync(sent, options, token), cancellationToken);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(RetryCounts) ? retries.Counts : base.GetService(serviceType, serviceKey);
}
