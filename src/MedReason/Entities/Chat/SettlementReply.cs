namespace MedReason.Entities;

/// <summary>What a model replies to the settlement prompt.</summary>
internal sealed class SettlementReply
{
    public required IReadOnlyList<SettledChoice> Choices { get; init; }
}
