namespace MedReason.Evaluation;

/// <summary>One reply to a question and what was read out of it, in the bank's labels. Immutable.</summary>
internal sealed record EvaluationSample
{
    public required IReadOnlyList<string> Order { get; init; }

    public required string Output { get; init; }

    public string? FinishReason { get; init; }

    public required ExtractedAnswer Answer { get; init; }

    public string? PublishedFirst { get; init; }

    public string? PublishedLast { get; init; }
}
