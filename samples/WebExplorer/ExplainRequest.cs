using MedReason;

namespace WebExplorer;

/// <summary>A question as the page sends it.</summary>
internal sealed record ExplainRequest
{
    /// <summary>The question.</summary>
    public string? Question { get; init; }

    /// <summary>Its options; none for an open question.</summary>
    public IReadOnlyList<AnswerOption?>? Options { get; init; }

    /// <summary>The label of the right option.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>The right answer in words, for a question without options.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether it asks for the exception; null to read that from its wording.</summary>
    public QuestionAsk? Ask { get; init; }

    /// <summary>What the relation that it asks about states; null to read that from its wording.</summary>
    public Polarity? Seeks { get; init; }

    /// <summary>Whether the answer is known.</summary>
    public ReasoningMode Mode { get; init; }

    /// <summary>The question as the library takes it.</summary>
    public MedicalQuestion ToQuestion() => new()
    {
        Id = "explorer",
        Text = Question ?? string.Empty,
        Options = [.. (Options ?? []).OfType<AnswerOption>()],
        AnswerLabel = AnswerLabel,
        Answer = Answer,
        Ask = Ask ?? QuestionWording.DetectAsk(Question ?? string.Empty),
        Seeks = Seeks ?? QuestionWording.DetectSeeks(Question ?? string.Empty),
    };
}
