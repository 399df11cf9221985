using Microsoft.Extensions.AI;

namespace MedReason.Datasets;

/// <summary>A client that repeats its requests and lets a gate stand before each of them. Found by <c>GetService</c>.</summary>
internal interface IGatedChatClient
{
    /// <summary>As <see cref="IChatClient.GetResponseAsync"/>, every request through the gate.</summary>
    Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken);
}
