namespace MedReason.Chains;

/// <summary>What a model replies that writes a chain; the plan comes first, so that the words follow it.</summary>
internal sealed class ChainReply
{
    public required IReadOnlyList<ChainReplyPath> Skeleton { get; init; }

    public required IReadOnlyList<ChainReplyStep> Steps { get; init; }

    public required string Conclusion { get; init; }

    /// <summary>An offered id, or for an open question words.</summary>
    public required string Answer { get; init; }
}
