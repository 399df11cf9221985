namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>What a text or a name stands for in the graph. Immutable.</summary>
internal sealed record EntitiesResult
{
    /// <summary>Gets the mentions in the order of the text.</summary>
    public required IReadOnlyList<EntityEntry> Entities { get; init; }

    /// <summary>Gets the nodes of the most similar names where the text holds no mention, best first; null when there are none.</summary>
    public IReadOnlyList<NodeEntry>? Similar { get; init; }

    /// <summary>Gets whether entities were left out.</summary>
    public required bool IsTruncated { get; init; }
}
