namespace MedReason.Datasets;

/// <summary>The format of our own; <see cref="QuestionReader"/> describes it.</summary>
internal static class GenericFormat
{
    public static RowDraft Read(JsonLine line, RowFlaws flaws)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options", flaws: null);
        string? answer = line.OptionalString("answer");
        string? label = line.OptionalString("answer_label");
        AnswerOption? option = null;
        if (label is not null)
        {
            option = OptionFields.Find(options, label, "answer_label", flaws);
            OptionFields.CompareAnswer(option, answer, flaws);
        }
        else if (answer is not null && options.Count > 0)
        {
            string trimmed = answer.Trim();
            option = options.FirstOrDefault(one => string.Equals(one.Label, trimmed, StringComparison.Ordinal))
                ?? options.FirstOrDefault(one => string.Equals(one.Text.Trim(), trimmed, StringComparison.OrdinalIgnoreCase));
            if (option is null)
            {
                flaws.Note(QuestionFlags.AnswerNotAnOption, "expected \"answer\" to be the label or the text of an option, found other text");
            }
        }

        return new RowDraft
        {
            Id = line.RequireId("id"),
            Text = flaws.Text("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            Ask = line.OptionalString("ask") switch
            {
                null => null,
                "affirm" => QuestionAsk.Affirm,
                "except" => QuestionAsk.Except,
                _ => throw line.Error("expected \"ask\" affirm or except, found other text"),
            },
            Rationale = line.OptionalString("rationale"),
            Context = line.OptionalString("context"),
            ReferenceReasoning = line.OptionalString("reference_reasoning"),
            Split = line.OptionalString("split"),
            Subject = line.OptionalString("subject"),
        };
    }
}
