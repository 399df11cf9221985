namespace MedReason.Datasets;

/// <summary>MedQA (USMLE): question, options by label, answer, answer_idx. Rows have no id: the row number from 0 is theirs.</summary>
internal sealed class MedQaFormat() : QuestionFormat("medqa", "MIT; the questions come from examination material", "question", "options", "answer_idx")
{
    public override SourceRole GetRole(string? split) => GetSplitRole(split, "train");

    public override QuestionDraft Read(QuestionEntry entry) => ReadRow(entry);

    /// <summary>Reads a row of this shape, which MedBullets shares.</summary>
    public static QuestionDraft ReadRow(QuestionEntry entry)
    {
        IReadOnlyList<AnswerOption> options = entry.GetOptions("options");
        AnswerOption? option = entry.FindOption(options, entry.GetText("answer_idx"), "answer_idx");
        string? answer = entry.Line.OptionalString("answer");
        entry.CompareAnswer(option, answer);
        return new QuestionDraft
        {
            Id = entry.GetIdOrIndex("id"),
            Text = entry.GetText("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            PublishedAnswer = answer,
        };
    }
}
