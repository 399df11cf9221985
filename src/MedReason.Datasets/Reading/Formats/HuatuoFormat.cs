using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// HuatuoGPT-o1: an array of objects. The multiple-choice <c>question</c> and the open <c>Question</c> differ in case alone; the multiple-choice one is
/// read where it stands with its options, else the open one. Complex_CoT is reasoning to compare with.
/// </summary>
internal static class HuatuoFormat
{
    public static RowDraft Read(JsonLine line, long index, RowFlaws flaws)
    {
        string? reasoning = line.OptionalString("Complex_CoT");
        string? response = line.OptionalString("Response");
        if (line.OptionalString("question") is not string stem)
        {
            return new RowDraft
            {
                Id = RowIds.OfIndex(line, index),
                Text = flaws.Text("Question") ?? string.Empty,
                Answer = line.OptionalString("Ground-True Answer") ?? flaws.Text("Response"),
                PublishedAnswer = response,
                ReferenceReasoning = reasoning,
            };
        }

        IReadOnlyList<AnswerOption> options = Options(line);
        AnswerOption? option = options.Count == 0 ? null : OptionFields.Find(options, flaws.Text("answer_idx"), "answer_idx", flaws);
        string? answer = line.OptionalString("answer");
        OptionFields.CompareAnswer(option, answer, flaws);
        return new RowDraft
        {
            Id = RowIds.OfIndex(line, index),
            Text = stem,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            PublishedAnswer = response,
            ReferenceReasoning = reasoning,
        };
    }

    // The options are JSON, or a Python dictionary printed into a string.
    private static IReadOnlyList<AnswerOption> Options(JsonLine line)
    {
        if (!line.Root.TryGetProperty("options", out JsonElement value) || value.ValueKind != JsonValueKind.String)
        {
            return OptionFields.Read(line, "options", flaws: null);
        }

        string text = line.Text(value, "options");
        return PythonDictionary.TryParse(text, out IReadOnlyList<KeyValuePair<string, string>> pairs)
            ? [.. pairs.Select(pair => new AnswerOption { Label = pair.Key.Trim(), Text = pair.Value })]
            : throw line.Error("expected \"options\" as an object, or as one printed into a string, found other text");
    }
}
