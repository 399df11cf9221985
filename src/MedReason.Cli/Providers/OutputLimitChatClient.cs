using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Puts a limit on the replies of calls that set none.</summary>
internal sealed class OutputLimitChatClient(IChatClient client, int maxOutputTokens) : DelegatingChatClient(client)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Limit(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Limit(options), cancellationToken);

    private ChatOptions Limit(ChatOptions? options)
    {
        if (options?.MaxOutputTokens is not null)
        {
            return options;
        }

        ChatOptions limited = options?.Clone() ?? new ChatOptions();
        limited.MaxOutputTokens = maxOutputTokens;
        return limited;
    }
}
