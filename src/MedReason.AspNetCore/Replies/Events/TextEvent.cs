namespace MedReason.AspNetCore.Replies;

/// <summary>A piece of the chain as it is written; provisional until the verdict. Immutable.</summary>
internal sealed record TextEvent
{
    /// <summary>Gets the piece.</summary>
    public required string Text { get; init; }
}
