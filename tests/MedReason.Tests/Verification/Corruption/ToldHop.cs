namespace MedReason.Tests;

/// <summary>One hop of a path as a step tells it: "left wording right".</summary>
internal sealed record ToldHop
{
    public required int Step { get; init; }

    public required ChainClaim Claim { get; init; }

    public required KgNode Left { get; init; }

    public required KgNode Right { get; init; }

    /// <summary>The names and words as they stand in the step.</summary>
    public required string LeftName { get; init; }

    public required string Wording { get; init; }

    public required string RightName { get; init; }

    public bool IsForward => Claim.Subject == Left.Id;
}
