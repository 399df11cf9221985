using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// The medical subjects of MMLU: problem_id, problem_text, choices, answer as an array of one lower-case letter; or as hubs of datasets have it: question,
/// choices, answer as a number from 0, subject; or as MMLU-Pro: question_id, question, options, answer as a letter, answer_index, category.
/// </summary>
internal sealed class MmluFormat() : QuestionFormat("mmlu", "MIT", "problem_text", "choices")
{
    public override string DatasetName => "MMLU";

    public override SourceRole GetRole(string? split) => SourceRole.Benchmark;

    public override QuestionDraft Read(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        bool isOwn = line.Root.TryGetProperty("problem_text", out _) || !line.Root.TryGetProperty("question", out _);
        string optionsName = !isOwn && line.Root.TryGetProperty("options", out _) ? "options" : "choices";
        IReadOnlyList<AnswerOption> options = entry.GetOptions(optionsName);
        AnswerOption? option = entry.FindOption(options, Label(entry, options), "answer");
        return new QuestionDraft
        {
            Id = isOwn ? line.RequireId("problem_id") : entry.GetIdOrIndex("question_id", "id"),
            Text = entry.GetText(isOwn ? "problem_text" : "question") ?? string.Empty,
            Options = options,
            Answer = option?.Text,
            AnswerLabel = option?.Label,
            Subject = line.OptionalString("subject") ?? line.OptionalString("category"),
        };
    }

    private static string? Label(QuestionEntry entry, IReadOnlyList<AnswerOption> options)
    {
        JsonLine line = entry.Line;
        if (!line.Root.TryGetProperty("answer", out JsonElement answer) || answer.ValueKind == JsonValueKind.Null)
        {
            return entry.GetText("answer");
        }

        return answer.ValueKind switch
        {
            JsonValueKind.Array when answer.GetArrayLength() == 1 && answer[0].ValueKind == JsonValueKind.String => Letter(answer[0]),
            JsonValueKind.String => Letter(answer),
            JsonValueKind.Number when answer.TryGetInt32(out int index) => index >= 0 && index < options.Count
                ? options[index].Label
                : throw line.Error($"expected \"answer\" as the number of a choice, 0 to {options.Count - 1}, found another"),
            _ => throw line.Error($"expected \"answer\" as a letter, an array of one letter, or the number of a choice from 0, found {line.Found("answer")}"),
        };

        string Letter(JsonElement text) => line.Text(text, "answer").Trim().ToUpperInvariant();
    }
}
