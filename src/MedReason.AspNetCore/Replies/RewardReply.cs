namespace MedReason.AspNetCore.Replies;

/// <summary>The rewards of a batch. Immutable.</summary>
internal sealed record RewardReply
{
    /// <summary>Gets the graph that judged.</summary>
    public required GraphStamp Graph { get; init; }

    /// <summary>Gets a reward for each item, in their order.</summary>
    public required IReadOnlyList<RewardRow> Scores { get; init; }
}
