using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>The medical subjects of MMLU: problem_id, problem_text, choices, answer as an array of one lower-case letter.</summary>
internal static class MmluFormat
{
    public static RowDraft Read(JsonLine line, RowFlaws flaws)
    {
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "choices", flaws);
        AnswerOption? option = OptionFields.Find(options, Letter(line, flaws), "answer", flaws);
        return new RowDraft
        {
            Id = line.RequireId("problem_id"),
            Text = flaws.Text("problem_text") ?? string.Empty,
            Options = options,
            Answer = option?.Text,
            AnswerLabel = option?.Label,
        };
    }

    private static string? Letter(JsonLine line, RowFlaws flaws)
    {
        if (!line.Root.TryGetProperty("answer", out JsonElement answer) || answer.ValueKind == JsonValueKind.Null)
        {
            return flaws.Text("answer");
        }

        return answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 1 && answer[0].ValueKind == JsonValueKind.String
            ? line.Text(answer[0], "answer").Trim().ToUpperInvariant()
            : throw line.Error($"expected \"answer\" as an array of one letter, found {line.Found("answer")}");
    }
}
