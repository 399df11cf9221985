namespace WebExplorer;

/// <summary>A piece of the chain as it is written; provisional.</summary>
internal sealed record TextEvent() : ExplorerEvent("text")
{
    /// <summary>The piece.</summary>
    public required string Text { get; init; }
}
