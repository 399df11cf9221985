using System.Text.Json.Serialization;

namespace MedReason.AspNetCore.Replies;

/// <summary>What the graph is. Immutable.</summary>
internal sealed record GraphReply
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the hash of the content; null when the graph cannot compute it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? ContentHash { get; init; }

    /// <summary>Gets the number of nodes.</summary>
    public required long NodeCount { get; init; }

    /// <summary>Gets the number of edges.</summary>
    public required long EdgeCount { get; init; }

    /// <summary>Gets the sources that the graph was built from.</summary>
    public required IReadOnlyList<KgSource> Sources { get; init; }

    /// <summary>Gets the number of nodes by type.</summary>
    public required IReadOnlyDictionary<NodeType, long> NodeTypes { get; init; }

    /// <summary>Gets what the graph says of its relations, with the phrases that put an edge in words.</summary>
    public required IReadOnlyList<RelationInfo> Relations { get; init; }
}
