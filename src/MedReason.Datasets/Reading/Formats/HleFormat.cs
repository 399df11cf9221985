namespace MedReason.Datasets;

/// <summary>The biomedical part of Humanity's Last Exam: idx, question, options by label (as far as R), answer ("C. text"), answer_idx.</summary>
internal static class HleFormat
{
    public static RowDraft Read(JsonLine line, long index)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options");
        AnswerOption option = OptionFields.Require(line, options, line.RequireString("answer_idx").Trim(), "answer_idx");
        var draft = new RowDraft
        {
            Id = line.Root.TryGetProperty("idx", out _) ? line.RequireId("idx") : RowIds.OfIndex(line, index),
            Text = line.RequireString("question"),
            Options = options,
            Answer = option.Text,
            AnswerLabel = option.Label,
            Rationale = line.OptionalString("rationale"),
        };
        OptionFields.CompareAnswer(draft, option, line.OptionalString("answer"));
        return draft;
    }
}
