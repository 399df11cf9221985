using System.Text;
using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// HuatuoGPT-o1: an array of objects. The multiple-choice <c>question</c> and the open <c>Question</c> differ in case alone; the multiple-choice one is
/// read where it stands with its options, else the open one. Complex_CoT is reasoning to compare with.
/// </summary>
internal static class HuatuoFormat
{
    public static RowDraft Read(JsonLine line, long index)
    {
        string? reasoning = line.OptionalString("Complex_CoT");
        if (line.OptionalString("question") is not string stem)
        {
            return new RowDraft
            {
                Id = RowIds.OfIndex(line, index),
                Text = line.RequireString("Question"),
                Answer = line.OptionalString("Ground-True Answer") ?? line.RequireString("Response"),
                ReferenceReasoning = reasoning,
            };
        }

        IReadOnlyList<AnswerOption> options = Options(line);
        AnswerOption? option = options.Count == 0 ? null : OptionFields.Require(line, options, line.RequireString("answer_idx").Trim(), "answer_idx");
        var draft = new RowDraft
        {
            Id = RowIds.OfIndex(line, index),
            Text = stem,
            Options = options,
            Answer = option?.Text ?? line.OptionalString("answer"),
            AnswerLabel = option?.Label,
            ReferenceReasoning = reasoning,
        };
        if (option is not null)
        {
            OptionFields.CompareAnswer(draft, option, line.OptionalString("answer"));
        }

        return draft;
    }

    // The options are JSON, or a Python dictionary printed into a string.
    private static IReadOnlyList<AnswerOption> Options(JsonLine line)
    {
        if (!line.Root.TryGetProperty("options", out JsonElement value) || value.ValueKind != JsonValueKind.String)
        {
            return OptionFields.Read(line, "options", isRequired: false);
        }

        string text = line.Text(value, "options");
        return PythonDictionary.TryParse(text, out IReadOnlyList<KeyValuePair<string, string>> pairs)
            ? [.. pairs.Select(pair => new AnswerOption { Label = pair.Key.Trim(), Text = pair.Value })]
            : throw line.Error("expected \"options\" as an object, or as one printed into a string, found other text");
    }
}
