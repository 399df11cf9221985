using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agents;

/// <summary>Stands in for a model, so that the sample runs without a key: it answers wrongly first, and rightly when it is asked again.</summary>
internal sealed class ScriptedModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        bool isAskedAgain = messages.Any(message => message.Role == ChatRole.Assistant);
        return Task.FromResult(new ChatResponse(new ChatMessage(
            ChatRole.Assistant, isAskedAgain ? "Propranolol is contraindicated in asthma." : "Propranolol is indicated for asthma.")));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
