using System.Runtime.CompilerServices;
using System.Text;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>
/// Retries a provider's failed calls, and refuses replies that never end; safe for concurrent use as far as its inner client is.
/// </summary>
internal sealed class RetryingChatClient(IChatClient innerClient, RetryPipeline retries, string provider)
    : DelegatingChatClient(innerClient), IGatedChatClient
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        SendAsync(messages, options, gate: null, cancellationToken);

    Task<ChatResponse> IGatedChatClient.GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken) =>
        SendAsync(messages, options, gate, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> sent = [.. messages];
        return retries.StreamAsync(token => ReadAsync(sent, options, token), cancellationToken);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(RetryCounts) ? retries.Counts : base.GetService(serviceType, serviceKey);

    private Task<ChatResponse> SendAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse>? gate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> sent = [.. messages];
        return retries.RunAsync(
            token => base.GetResponseAsync(sent, options, token),
            gate,
            cancellationToken);
    }

    /// <summary>Reads a stream, in which a text without end comes in pieces.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        List<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            foreach (AIContent content in update.Contents)
            {
                text.Append((content as TextContent)?.Text);
                refusal.Append((content as ErrorContent)?.Message);
            }

            if (text.Length + refusal.Length > ReplyBudget.MaxReplyLength)
            {
                throw ReplyBody.TooLong(provider);
            }

            yield return update;
        }
    }
}
