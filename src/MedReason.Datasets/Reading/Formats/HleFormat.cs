namespace MedReason.Datasets;

/// <summary>The biomedical part of Humanity's Last Exam: idx, question, options by label (as far as R), answer ("C. text"), answer_idx.</summary>
internal sealed class HleFormat() : QuestionFormat("hle", "MIT; not to be trained on", "idx", "question", "options", "answer_idx")
{
    public override string DatasetName => "LastHumanity";

    public override SourceRole GetRole(string? split) => SourceRole.Benchmark;

    public override QuestionDraft Read(QuestionEntry entry)
    {
        IReadOnlyList<AnswerOption> options = entry.GetOptions("options");
        AnswerOption? option = entry.FindOption(options, entry.GetText("answer_idx"), "answer_idx");
        string? answer = entry.Line.OptionalString("answer");
        entry.CompareAnswer(option, answer);
        return new QuestionDraft
        {
            Id = entry.GetIdOrIndex("idx", "id"),
            Text = entry.GetText("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            PublishedAnswer = answer,
            Rationale = entry.Line.OptionalString("rationale"),
        };
    }
}
