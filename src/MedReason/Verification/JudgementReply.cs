namespace MedReason.Verification;

/// <summary>Whether a model takes two answers for one.</summary>
internal sealed class JudgementReply
{
    public const string Same = "same";
    public const string Different = "different";
    public const string Unclear = "unclear";

    /// <summary>One of the three constants.</summary>
    public required string Verdict { get; init; }
}
