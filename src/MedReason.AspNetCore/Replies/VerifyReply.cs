namespace MedReason.AspNetCore.Replies;

/// <summary>The verdicts of a batch. Immutable.</summary>
internal sealed record VerifyReply
{
    /// <summary>Gets the graph that judged.</summary>
    public required GraphStamp Graph { get; init; }

    /// <summary>Gets a verdict for each item, in their order.</summary>
    public required IReadOnlyList<VerifyRow> Verdicts { get; init; }
}
