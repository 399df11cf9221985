namespace MedReason;

/// <summary>How far the building of an <see cref="EmbeddingNodeIndex"/> has come.</summary>
public readonly record struct EmbeddingIndexProgress
{
    /// <summary>Names that have their vector, those taken over from an interrupted build among them.</summary>
    public required int Completed { get; init; }

    /// <summary>Names in all.</summary>
    public required int Total { get; init; }
}
