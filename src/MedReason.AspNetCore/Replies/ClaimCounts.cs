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

    /// <summary>Counts the claims of a text.</summary>
    public static ClaimCounts Of(ForeignChain chain) => new()
    {
        Supported = chain.CountClaims(ClaimStatus.Supported),
        Contradicted = chain.CountClaims(ClaimStatus.Contradicted),
        NotInGraph = chain.CountClaims(ClaimStatus.NotInGraph),
        NotCheckable = chain.CountClaims(ClaimStatus.NotCheckable),
    };
}
