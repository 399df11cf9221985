namespace MedReason.Entities;

/// <summary>What a model replies to the extraction prompt.</summary>
internal sealed class ExtractionReply
{
    public required IReadOnlyList<ExtractedMention> Mentions { get; init; }
}
