namespace MedReason.Datasets;

/// <summary>MedQA and MedBullets: question, options by label, answer, answer_idx. Rows have no id: the row number from 0 is theirs.</summary>
internal static class MedQaFormat
{
    public static RowDraft Read(JsonLine line, long index, RowFlaws flaws)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options", flaws);
        AnswerOption? option = OptionFields.Find(options, flaws.Text("answer_idx"), "answer_idx", flaws);
        string? answer = line.OptionalString("answer");
        OptionFields.CompareAnswer(option, answer, flaws);
        return new RowDraft
        {
            Id = RowIds.OfIndex(line, index),
            Text = flaws.Text("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            PublishedAnswer = answer,
        };
    }
}
