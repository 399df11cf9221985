using MedReason;

namespace WebExplorer;

/// <summary>A stage has ended.</summary>
internal sealed record StageEvent() : ExplorerEvent("stage")
{
    /// <summary>The stage, one of <see cref="StageNames"/>.</summary>
    public required string Stage { get; init; }
}
