using System.Text.Json.Serialization;

namespace MedReason.AspNetCore.Replies;

/// <summary>Which graph judged. Immutable.</summary>
internal sealed record GraphStamp
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the hash of the content; null when the graph cannot compute it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? ContentHash { get; init; }

    /// <summary>Creates the stamp of a graph.</summary>
    public static GraphStamp Of(KnowledgeGraphMetadata metadata) =>
        new() { Name = metadata.Name, Version = metadata.Version, ContentHash = metadata.ContentHash };
}
