using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// HuatuoGPT-o1: an array of objects, or a line each. The multiple-choice <c>question</c> and the open <c>Question</c> differ only in case; the
/// multiple-choice one is read when it is given with its options, else the open one. Complex_CoT is reasoning to compare with.
/// </summary>
internal sealed class HuatuoFormat() : QuestionFormat("huatuo", "Apache-2.0; reasoning written by GPT-4o, whose terms apply", "Complex_CoT")
{
    // The set that answers can be checked on has a question and its answer alone.
    private const string VerifiableQuestion = "Open-ended Verifiable Question";

    public override SourceRole GetRole(string? split) => SourceRole.Train;

    public override int Detect(JsonElement start) => CountMembers(JsonEntries.First(start));

    public override IAsyncEnumerable<JsonLine> ReadEntriesAsync(string path, CancellationToken cancellationToken) =>
        BankEntries.ReadAsync(path, isDocument: true, cancellationToken);

    public override QuestionDraft Read(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        string? reasoning = line.OptionalString("Complex_CoT");
        string? response = line.OptionalString("Response");
        if (line.OptionalString("question") is not string stem)
        {
            return new QuestionDraft
            {
                Id = entry.GetIdOrIndex("id"),
                Text = line.OptionalString(VerifiableQuestion) ?? entry.GetText("Question") ?? string.Empty,
                Answer = line.OptionalString("Ground-True Answer") ?? entry.GetText("Response"),
                PublishedAnswer = response,
                ReferenceReasoning = reasoning,
            };
        }

        IReadOnlyList<AnswerOption> options = Options(line);
        AnswerOption? option = options.Count == 0 ? null : entry.FindOption(options, entry.GetText("answer_idx"), "answer_idx");
        string? answer = line.OptionalString("answer");
        entry.CompareAnswer(option, answer);
        return new QuestionDraft
        {
            Id = entry.GetIdOrIndex("id"),
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
            return OptionFields.Read(line, "options");
        }

        string text = line.Text(value, "options");
        return PythonDictionary.TryParse(text, out IReadOnlyList<KeyValuePair<string, string>> pairs)
            ? [.. pairs.Select(pair => new AnswerOption { Label = pair.Key.Trim(), Text = pair.Value })]
            : throw line.Error("expected \"options\" as an object, or as one printed into a string, found other text");
    }
}
