using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>Represents a reply of a batch: one of its two properties is set. Immutable.</summary>
public sealed class BatchReply
{
    /// <summary>Gets the reply; null when there is none.</summary>
    public ChatResponse? Reply { get; init; }

    /// <summary>Gets why there is no reply; null when there is one.</summary>
    public RequestFailure? Failure { get; init; }
}
