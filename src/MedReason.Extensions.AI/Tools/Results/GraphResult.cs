namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>What a graph is. Immutable.</summary>
internal sealed record GraphResult
{
    /// <summary>Gets which graph it is.</summary>
    public required GraphIdentity Graph { get; init; }

    /// <summary>Gets the number of nodes.</summary>
    public required long Nodes { get; init; }

    /// <summary>Gets the number of edges.</summary>
    public required long Edges { get; init; }

    /// <summary>Gets the sources that it was built from.</summary>
    public required IReadOnlyList<SourceEntry> Sources { get; init; }

    /// <summary>Gets the number of nodes by type.</summary>
    public required IReadOnlyDictionary<string, long> NodeTypes { get; init; }

    /// <summary>Gets the relations.</summary>
    public required IReadOnlyList<RelationEntry> Relations { get; init; }
}
