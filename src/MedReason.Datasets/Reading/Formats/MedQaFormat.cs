namespace MedReason.Datasets;

/// <summary>MedQA and MedBullets: question, options by label, answer, answer_idx. Rows have no id: the row number from 0 is theirs.</summary>
internal static class MedQaFormat
{
    public static RowDraft Read(JsonLine line, long index)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options");
        AnswerOption option = OptionFields.Require(line, options, line.RequireString("answer_idx").Trim(), "answer_idx");
        var draft = new RowDraft
        {
            Id = RowIds.OfIndex(line, index),
            Text = line.RequireString("question"),
            Options = options,
            Answer = option.Text,
            AnswerLabel = option.Label,
        };
        OptionFields.CompareAnswer(draft, option, line.OptionalString("answer"));
        return draft;
    }
}
