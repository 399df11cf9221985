namespace MedReason.Verification;

/// <summary>Which answer a model reaches in its own words.</summary>
internal sealed class AnswerReply
{
    /// <summary>The answer; empty for none.</summary>
    public required string Answer { get; init; }
}
