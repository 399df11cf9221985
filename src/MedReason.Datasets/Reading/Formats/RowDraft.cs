namespace MedReason.Datasets;

/// <summary>What a format's reader takes from one row, before what all formats share is added.</summary>
internal sealed class RowDraft
{
    public required RowId Id { get; init; }

    public required string Text { get; init; }

    public IReadOnlyList<AnswerOption> Options { get; init; } = [];

    public string? Answer { get; init; }

    public string? AnswerLabel { get; init; }

    public QuestionAsk? Ask { get; init; }

    public string? Rationale { get; init; }

    public string? Context { get; init; }

    public string? ReferenceReasoning { get; init; }

    public string? Split { get; init; }

    public List<string> Flags { get; } = [];
}
