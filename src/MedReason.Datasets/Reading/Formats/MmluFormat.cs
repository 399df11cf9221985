using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>The medical subjects of MMLU: problem_id, problem_text, choices, answer as an array of one lower-case letter.</summary>
internal sealed class MmluFormat() : QuestionFormat("mmlu", "MIT", "problem_text", "choices")
{
    public override string DatasetName => "MMLU";

    public override SourceRole GetRole(string? split) => SourceRole.Benchmark;

    public override QuestionDraft Read(QuestionEntry entry)
    {
        IReadOnlyList<AnswerOption> options = entry.GetOptions("choices");
        AnswerOption? option = entry.FindOption(options, Letter(entry), "answer");
        return new QuestionDraft
        {
            Id = entry.Line.RequireId("problem_id"),
            Text = entry.GetText("problem_text") ?? string.Empty,
            Options = options,
            Answer = option?.Text,
            AnswerLabel = option?.Label,
        };
    }

    private static string? Letter(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        if (!line.Root.TryGetProperty("answer", out JsonElement answer) || answer.ValueKind == JsonValueKind.Null)
        {
            return entry.GetText("answer");
        }

        return answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 1 && answer[0].ValueKind == JsonValueKind.String
            ? line.Text(answer[0], "answer").Trim().ToUpperInvariant()
            : throw line.Error($"expected \"answer\" as an array of one letter, found {line.Found("answer")}");
    }
}
