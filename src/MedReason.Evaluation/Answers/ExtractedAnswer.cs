namespace MedReason.Evaluation;

/// <summary>What was read out of an output.</summary>
public sealed record ExtractedAnswer
{
    /// <summary>The label of the option, as the question writes it; null unless <see cref="Status"/> is <see cref="AnswerStatus.Answered"/>.</summary>
    public string? Label { get; init; }

    /// <summary>Whether an option is named.</summary>
    public required AnswerStatus Status { get; init; }

    /// <summary>How it was read; a value of <see cref="AnswerMethods"/>.</summary>
    public required string Method { get; init; }
}
