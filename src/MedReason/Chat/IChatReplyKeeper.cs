using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>A chat client that keeps replies to give them again answers to this by <c>GetService</c>, to be told of replies that are of no use.</summary>
public interface IChatReplyKeeper
{
    /// <summary>Tells that a reply cannot be used, so that it is not given again.</summary>
    /// <param name="response">The reply, as the client gave it; one that it does not know is passed over.</param>
    /// <returns>Completes when the reply will not be given again.</returns>
    Task RejectAsync(ChatResponse response);
}
