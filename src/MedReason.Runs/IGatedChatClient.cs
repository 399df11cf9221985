using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>A chat client that repeats failed requests itself and passes every request through a gate. A run finds it by <c>GetService</c>.</summary>
/// <remarks>
/// Implement it on a client that retries: then each retry, and not only each call, passes the run's limiter and budget. Must be safe for concurrent use.
/// </remarks>
public interface IGatedChatClient
{
    /// <summary>Sends messages as <see cref="IChatClient.GetResponseAsync"/> does, with every request passed through the gate.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options; may be null.</param>
    /// <param name="gate">The gate: entered before each request, and informed of its reply or its failure.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="RequestRefusedException">The gate refused a request.</exception>
    Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken);
}
