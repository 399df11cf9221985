namespace MedReason.Entities;

/// <summary>What a model says of one mention.</summary>
internal sealed class ExtractedMention
{
    public required string Part { get; init; }

    public required string Text { get; init; }

    public required string Type { get; init; }

    public required Assertion Assertion { get; init; }
}
