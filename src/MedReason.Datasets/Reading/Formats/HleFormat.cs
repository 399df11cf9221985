namespace MedReason.Datasets;

/// <summary>The biomedical part of Humanity's Last Exam: idx, question, options by label (as far as R), answer ("C. text"), answer_idx.</summary>
internal static class HleFormat
{
    public static RowDraft Read(JsonLine line, long index, RowFlaws flaws)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options", flaws);
        AnswerOption? option = OptionFields.Find(options, flaws.Text("answer_idx"), "answer_idx", flaws);
        string? answer = line.OptionalString("answer");
        OptionFields.CompareAnswer(option, answer, flaws);
        return new RowDraft
        {
            Id = line.Root.TryGetProperty("idx", out _) ? line.RequireId("idx") : RowIds.OfIndex(line, index),
            Text = flaws.Text("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            PublishedAnswer = answer,
            Rationale = line.OptionalString("rationale"),
        };
    }
}
