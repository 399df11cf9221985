using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>MedXpertQA: id, question, options (an object, or an array of {letter, content}), label (a letter, or an array of one).</summary>
internal sealed class MedXpertQaFormat() : QuestionFormat("medxpertqa", "MIT", "question", "options", "label")
{
    public override string DatasetName => "MedXpertQA";

    public override SourceRole GetRole(string? split) => SourceRole.Benchmark;

    public override QuestionDraft Read(QuestionEntry entry)
    {
        IReadOnlyList<AnswerOption> options = entry.GetOptions("options");
        AnswerOption? option = entry.FindOption(options, Label(entry), "label");
        return new QuestionDraft
        {
            Id = entry.Line.RequireId("id"),
            Text = entry.GetText("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text,
            AnswerLabel = option?.Label,
            PublishedAnswer = option is null ? null : $"({option.Label}) {option.Text}",
        };
    }

    private static string? Label(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        if (!line.Root.TryGetProperty("label", out JsonElement label) || label.ValueKind == JsonValueKind.Null)
        {
            return entry.GetText("label");
        }

        if (label.ValueKind == JsonValueKind.String)
        {
            return line.Text(label, "label");
        }

        return label.ValueKind == JsonValueKind.Array && label.GetArrayLength() == 1 && label[0].ValueKind == JsonValueKind.String
            ? line.Text(label[0], "label")
            : throw line.Error($"expected \"label\" as a letter or an array of one, found {line.Found("label")}");
    }
}
