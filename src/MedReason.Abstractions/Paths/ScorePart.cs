namespace MedReason;

/// <summary>A named part of a score, so that a person can read where it comes from.</summary>
public sealed record ScorePart
{
    /// <summary>What the part measures, such as <c>degree</c> or <c>prior</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it adds to the score, rounded to 1e-9.</summary>
    public required double Value { get; init; }
}
