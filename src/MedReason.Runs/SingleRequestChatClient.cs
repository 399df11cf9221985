using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>Puts a client that does not retry, or hides that it does, behind a gate: one request per call.</summary>
/// <remarks>Nothing is known of a failure but its type, so that it counts as transient and as possibly billed.</remarks>
internal sealed class SingleRequestChatClient(IChatClient client) : IGatedChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken)
    {
        long request = await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        ChatResponse reply;
        try
        {
            reply = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await gate.FailAsync(request, new RequestFailure { Summary = exception.GetType().Name, IsTransient = true, MayBeBilled = true })
                .ConfigureAwait(false);
            throw;
        }

        await gate.AnswerAsync(request, reply).ConfigureAwait(false);
        return reply;
    }
}
