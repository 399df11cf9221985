using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>The medical subjects of MMLU: problem_id, problem_text, choices, answer as an array of one lower-case letter.</summary>
internal static class MmluFormat
{
    public static RowDraft Read(JsonLine line)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "choices");
        if (!line.Root.TryGetProperty("answer", out JsonElement answer) || answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != 1
            || answer[0].ValueKind != JsonValueKind.String)
        {
            throw line.Error($"expected \"answer\" as an array of one letter, found {line.Found("answer")}");
        }

        AnswerOption option = OptionFields.Require(line, options, line.Text(answer[0], "answer").Trim().ToUpperInvariant(), "answer");
        return new RowDraft
        {
            Id = line.RequireId("problem_id"),
            Text = line.RequireString("problem_text"),
            Options = options,
            Answer = option.Text,
            AnswerLabel = option.Label,
        };
    }
}
