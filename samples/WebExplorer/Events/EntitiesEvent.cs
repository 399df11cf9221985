using MedReason;

namespace WebExplorer;

/// <summary>What the question speaks of, and which nodes that is.</summary>
internal sealed record EntitiesEvent() : ExplorerEvent("entities")
{
    /// <summary>The mentions with their nodes, or why they have none.</summary>
    public required IReadOnlyList<EntityLink> Links { get; init; }
}
