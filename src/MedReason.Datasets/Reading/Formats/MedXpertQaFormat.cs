using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>MedXpertQA: id, question, options (an object, or an array of {letter, content}), label (a letter, or an array of one).</summary>
internal static class MedXpertQaFormat
{
    public static RowDraft Read(JsonLine line)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options");
        AnswerOption option = OptionFields.Require(line, options, Label(line).Trim(), "label");
        return new RowDraft
        {
            Id = line.RequireId("id"),
            Text = line.RequireString("question"),
            Options = options,
            Answer = option.Text,
            AnswerLabel = option.Label,
        };
    }

    private static string Label(JsonLine line)
    {
        if (line.Root.TryGetProperty("label", out JsonElement label))
        {
            if (label.ValueKind == JsonValueKind.String)
            {
                return line.Text(label, "label");
            }

            if (label.ValueKind == JsonValueKind.Array && label.GetArrayLength() == 1 && label[0].ValueKind == JsonValueKind.String)
            {
                return line.Text(label[0], "label");
            }
        }

        throw line.Error($"expected \"label\" as a letter or an array of one, found {line.Found("label")}");
    }
}
