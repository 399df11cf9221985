using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>MedXpertQA: id, question, options (an object, or an array of {letter, content}), label (a letter, or an array of one).</summary>
internal static class MedXpertQaFormat
{
    public static RowDraft Read(JsonLine line, RowFlaws flaws)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options", flaws);
        AnswerOption? option = OptionFields.Find(options, Label(line, flaws), "label", flaws);
        return new RowDraft
        {
            Id = line.RequireId("id"),
            Text = flaws.Text("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text,
            AnswerLabel = option?.Label,
            PublishedAnswer = option is null ? null : $"({option.Label}) {option.Text}",
        };
    }

    private static string? Label(JsonLine line, RowFlaws flaws)
    {
        if (!line.Root.TryGetProperty("label", out JsonElement label) || label.ValueKind == JsonValueKind.Null)
        {
            return flaws.Text("label");
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
