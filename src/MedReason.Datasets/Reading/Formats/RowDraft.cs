namespace MedReason.Datasets;

/// <summary>What a format's reader takes from one row, before what all formats share is added.</summary>
internal sealed class RowDraft
{
    public required RowId Id { get; init; }

    public required string Text { get; init; }

    public IReadOnlyList<AnswerOption> Options { get; init; } = [];

    public string? Answer { get; init; }

    public string? AnswerLabel { get; init; }

    /// <summary>The answer as the published code wrote it; null where it is the answer's text.</summary>
    public string? PublishedAnswer { get; init; }

    public QuestionAsk? Ask { get; init; }

    public string? Rationale { get; init; }

    public string? Context { get; init; }

    public string? ReferenceReasoning { get; init; }

    public string? Split { get; init; }

    public string? Subject { get; init; }
}
