namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A node. Immutable.</summary>
internal sealed record NodeEntry
{
    /// <summary>Gets the CURIE.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name, on one line.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the type.</summary>
    public required string Type { get; init; }
}
