using System.Runtime.CompilerServices;
using System.Text;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>
/// Retries a provider's failed calls, and refuses replies that repeat the key or never end; safe for concurrent use as far as its inner client is.
/// </summary>
internal sealed class RetryingChatClient(IChatClient innerClient, RetryPipeline retries, string provider, KeyGuard guard)
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
            async token =>
            {
                ChatResponse response = await base.GetResponseAsync(sent, options, token).ConfigureAwait(false);

                // The body was looked through as it came; a library puts the parts of a text together.
                return guard.IsRepeatedIn(response) ? throw KeyGuard.Refusal(provider) : response;
            },
            gate,
            cancellationToken);
    }

    /// <summary>Reads a stream, in which a key or a text without end comes in pieces.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        List<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            int said = text.Length;
            int refused = refusal.Length;
            foreach (AIContent content in update.Contents)
            {
                text.Append((content as TextContent)?.Text);
                refusal.Append((content as ErrorContent)?.Message);
            }

            if (text.Length + refusal.Length > ReplyBudget.MaxReplyLength)
            {
                throw ReplyBody.TooLong(provider);
            }

            if (guard.IsActive && (IsRepeated(text, said) || IsRepeated(refusal, refused)
                || guard.IsRepeatedIn(update.ModelId ?? string.Empty) || guard.IsRepeatedIn(update.FinishReason?.Value ?? string.Empty)))
            {
                throw KeyGuard.Refusal(provider);
            }

            yield return update;
        }
    }

    private bool IsRepeated(StringBuilder text, int before)
    {
        int start = Math.Max(0, before - guard.Reach);
        return text.Length > before && guard.IsRepeatedIn(text.ToString(start, text.Length - start));
    }
}
