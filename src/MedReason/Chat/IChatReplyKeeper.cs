using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>
/// Represents a chat client that stores replies to return them again. It offers this service by <c>GetService</c>, to learn of unusable replies.
/// </summary>
public interface IChatReplyKeeper
{
    /// <summary>Rejects a reply that cannot be used, so that it is not returned again.</summary>
    /// <param name="response">The reply, as the client returned it; an unknown one is ignored.</param>
    /// <returns>A task that completes when the reply will not be returned again.</returns>
    Task RejectAsync(ChatResponse response);
}
