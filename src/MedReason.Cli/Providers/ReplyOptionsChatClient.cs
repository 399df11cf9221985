using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Puts the reply options of a command line on every call, in place of what the caller asks for.</summary>
internal sealed class ReplyOptionsChatClient(IChatClient client, ReplyOptions replies) : DelegatingChatClient(client)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, replies.Over(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, replies.Over(options), cancellationToken);
}
