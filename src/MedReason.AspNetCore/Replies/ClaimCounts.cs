namespace MedReason.AspNetCore.Replies;

/// <summary>How many claims the graph supports, and so on. Immutable.</summary>
internal sealed record ClaimCounts
{
    /// <summary>Gets how many it supports.</summary>
    public required int Supported { get; init; }

    /// <summary>Gets how many it contradicts.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Gets how many it lacks.</summary>
    public required int NotInGraph { get; init; }

    /// <summary>Gets how many could not be compared.</summary>
    public required int NotCheckable { get; init; }

    /// <summary>Counts claims.</summary>
    public static ClaimCounts Of(IReadOnlyList<TextClaim> claims) => new()
    {
        Supported = claims.Count(claim => claim.Status == ClaimStatus.Supported),
        Contradicted = claims.Count(claim => claim.Status == ClaimStatus.Contradicted),
        NotInGraph = claims.Count(claim => claim.Status == ClaimStatus.NotInGraph),
        NotCheckable = claims.Count(claim => claim.Status == ClaimStatus.NotCheckable),
    };
}
