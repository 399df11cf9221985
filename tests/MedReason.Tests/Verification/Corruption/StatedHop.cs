namespace MedReason.Tests;

/// <summary>One hop of a path as a step states it: "left wording right".</summary>
internal sealed record StatedHop
{
    public required int Step { get; init; }

    public required ChainClaim Claim { get; init; }

    public required KgNode Left { get; init; }

    public required KgNode Right { get; init; }

    /// <summary>The names and words as written in the step.</summary>
    public required string LeftName { get; init; }

    public required string Wording { get; init; }

    public required string RightName { get; init; }

    public bool IsForward => Claim.Subject == Left.Id;
}
