using Microsoft.Extensions.AI;

namespace MedReason.Testing;

/// <summary>What a <see cref="ScriptedChatClient"/> was asked. Immutable, apart from the messages' own content.</summary>
public sealed class ScriptedChatRequest
{
    /// <summary>The number of the call, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The messages, in order.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>A copy of the options as they were at the time of the call; null for none.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>Whether the reply was asked for piece by piece.</summary>
    public required bool IsStreaming { get; init; }

    /// <summary>All text of the messages, one below the other.</summary>
    public string Text => string.Join('\n', Messages.Select(static message => message.Text));
}
