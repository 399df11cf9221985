using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>A reply that knows under which key it is kept.</summary>
internal sealed class RecordedChatResponse(string key, ChatMessage message) : ChatResponse(message)
{
    public string Key { get; } = key;
}
