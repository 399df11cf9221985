namespace WebExplorer;

/// <summary>A piece of the chain as it is written; provisional.</summary>
internal sealed record TextEvent : ExplorerEvent
{
    /// <inheritdoc />
    public override string Name => "text";

    /// <summary>The piece.</summary>
    public required string Text { get; init; }
}
