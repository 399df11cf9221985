namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>Which graph answered. Immutable.</summary>
internal sealed record GraphIdentity
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the hash of the content; null when the graph cannot compute it.</summary>
    public string? ContentHash { get; init; }

    public static GraphIdentity Of(KnowledgeGraphMetadata metadata) =>
        new() { Name = metadata.Name, Version = metadata.Version, ContentHash = metadata.ContentHash };
}
