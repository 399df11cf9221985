namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A source of a graph. Immutable.</summary>
internal sealed record SourceEntry
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version; empty when it is not known.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the licence; empty when it is not known.</summary>
    public required string License { get; init; }
}
