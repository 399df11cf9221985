namespace MedReason.Architecture.Tests;

/// <summary>A top-level type as its source file declares it.</summary>
internal sealed record SourceType
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>The folder directly below the project; <c>Shared</c> for linked source, empty for a file beside the project file.</summary>
    public required string Folder { get; init; }

    public required string File { get; init; }
}
