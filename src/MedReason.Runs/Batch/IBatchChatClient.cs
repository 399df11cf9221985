using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>A chat client whose requests can also be sent in batches. A run finds it by <c>GetService</c>.</summary>
/// <remarks>What is sent and how a reply is read are those of a live call, so that both lead to the same reply. Must be safe for concurrent use.</remarks>
public interface IBatchChatClient
{
    /// <summary>Gets the provider's interface for batches; disposed with the client.</summary>
    IBatchTransport Transport { get; }

    /// <summary>Writes the body that a live call would send, and sends nothing.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options; may be null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The body, a JSON object as UTF-8.</returns>
    Task<ReadOnlyMemory<byte>> WriteAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken);

    /// <summary>Reads what a request of a batch was answered with, as if a live request had been.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reply, or why there is no reply.</returns>
    Task<BatchReply> ReadAsync(int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
