namespace MedReason.Extensions.AI;

/// <summary>Represents what the graph says of an answer of a chat. Immutable.</summary>
public sealed record AnswerGrounding
{
    /// <summary>Gets what was read in the answer and what was decided; null when it was not checked.</summary>
    public AuditedChain? Audit { get; init; }

    /// <summary>Gets why the answer was not checked, in one sentence; null when it was.</summary>
    public string? NotCheckedReason { get; init; }

    /// <summary>Gets the number of requests that asked for a corrected answer.</summary>
    public int Repairs { get; init; }

    /// <summary>Gets the claims that the graph contradicts; empty when there are none or the answer was not checked.</summary>
    public IReadOnlyList<TextClaim> Contradicted => [.. (Audit?.Chain.Claims ?? []).Where(claim => claim.Status == ClaimStatus.Contradicted)];
}
