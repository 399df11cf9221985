namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A relation of a graph. Immutable.</summary>
internal sealed record RelationEntry
{
    /// <summary>Gets the name.</summary>
    public required string Relation { get; init; }

    /// <summary>Gets what it means.</summary>
    public required string Meaning { get; init; }

    /// <summary>Gets whether it affirms, denies or warns.</summary>
    public required Polarity Polarity { get; init; }

    /// <summary>Gets its words from source to target.</summary>
    public required string Phrase { get; init; }
}
