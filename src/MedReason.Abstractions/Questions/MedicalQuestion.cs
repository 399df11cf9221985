using System.Text.Json;

namespace MedReason;

/// <summary>A clinical question, with or without options and answer. Immutable. All text is untrusted data.</summary>
public sealed record MedicalQuestion
{
    /// <summary>The id that results carry; unique within a run.</summary>
    public required string Id { get; init; }

    /// <summary>The question. May be empty; then no entity is found and the outcome says so.</summary>
    public required string Text { get; init; }

    /// <summary>The options in their order; empty for an open question.</summary>
    public IReadOnlyList<AnswerOption> Options { get; init; } = [];

    /// <summary>Whether the option that holds is asked for, or the one that does not.</summary>
    public QuestionAsk Ask { get; init; }

    /// <summary>
    /// The polarity of the relation that the question asks about: <see cref="Polarity.Affirmed"/> for most,
    /// <see cref="Polarity.Contraindicated"/> for "which drug should be avoided", <see cref="Polarity.Absent"/> for "which finding is absent".
    /// </summary>
    public Polarity Seeks { get; init; }

    /// <summary>The text of the right answer; null where unknown.</summary>
    public string? Answer { get; init; }

    /// <summary>The label of the right option; null where unknown or where there are no options.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>Why the source says that the answer is right; null where it does not say.</summary>
    public string? Rationale { get; init; }

    /// <summary>Gets the text that comes with the question, such as an abstract; null when there is no such text.</summary>
    public string? Context { get; init; }

    /// <summary>Reasoning that the source supplies for comparison; no stage reads it.</summary>
    public string? ReferenceReasoning { get; init; }

    /// <summary>The dataset it comes from, such as <c>medqa</c>.</summary>
    public string? Dataset { get; init; }

    /// <summary>The split it comes from, such as <c>train</c> or <c>test</c>.</summary>
    public string? Split { get; init; }

    /// <summary>The subject that the source files it under, such as <c>Pharmacology</c>; null where it says none.</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Gets what else the source says; carried along. No stage reads it, except that the published profile takes its <c>published_answer</c> for the answer.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? AdditionalProperties { get; init; }

    /// <summary>
    /// The same question as it looks to one who must not know the answer: answer, label, rationale, reference reasoning and additional properties are null.
    /// </summary>
    /// <remarks>What else a source says of a question often is the answer by another name.</remarks>
    /// <returns>A copy; this question is not changed.</returns>
    public MedicalQuestion WithoutAnswer() =>
        this with { Answer = null, AnswerLabel = null, Rationale = null, ReferenceReasoning = null, AdditionalProperties = null };

    /// <summary>The option of a label.</summary>
    /// <param name="label">The label, compared ordinally; null finds nothing.</param>
    /// <returns>The option, or null.</returns>
    public AnswerOption? FindOption(string? label)
    {
        foreach (AnswerOption option in Options)
        {
            if (string.Equals(option.Label, label, StringComparison.Ordinal))
            {
                return option;
            }
        }

        return null;
    }
}
