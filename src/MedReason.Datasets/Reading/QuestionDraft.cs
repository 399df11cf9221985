namespace MedReason.Datasets;

/// <summary>Represents what a format reads from one entry, before the reader adds what all formats share. Immutable.</summary>
public sealed class QuestionDraft
{
    /// <summary>Gets the identity of the row.</summary>
    public required RowId Id { get; init; }

    /// <summary>Gets the stem.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the options; empty for an open question.</summary>
    public IReadOnlyList<AnswerOption> Options { get; init; } = [];

    /// <summary>Gets the text of the answer; null when the entry has none.</summary>
    public string? Answer { get; init; }

    /// <summary>Gets the label of the option that is the answer; null when none is.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>Gets the answer as the published code wrote it; null when that is the text of the answer.</summary>
    public string? PublishedAnswer { get; init; }

    /// <summary>Gets what is asked; null when the wording decides.</summary>
    public QuestionAsk? Ask { get; init; }

    /// <summary>Gets the source's explanation of the answer.</summary>
    public string? Rationale { get; init; }

    /// <summary>Gets the text that the question is about.</summary>
    public string? Context { get; init; }

    /// <summary>Gets the source's own reasoning, to compare with.</summary>
    public string? ReferenceReasoning { get; init; }

    /// <summary>Gets the split that the entry names; null when the reader's options name it.</summary>
    public string? Split { get; init; }

    /// <summary>Gets the subject.</summary>
    public string? Subject { get; init; }
}
