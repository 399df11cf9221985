using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Guide.Tests;

#region question-banks-format
/// <summary>HEAD-QA: examinations of the Spanish health system, one document of exams that hold their questions. Answers are numbered from 1.</summary>
public sealed class HeadQaFormat() : QuestionFormat("head-qa", "MIT; the questions are examinations of the Spanish Ministry of Health", "exams")
{
    /// <inheritdoc />
    public override string DatasetName => "HEAD-QA";

    /// <inheritdoc />
    public override SourceRole GetRole(string? split) => GetSplitRole(split, "train");

    /// <inheritdoc />
    public override async IAsyncEnumerable<JsonLine> ReadEntriesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JsonLine document = await JsonEntries.ReadDocumentAsync(path, cancellationToken);
        long number = 0;
        foreach (JsonProperty exam in Member(document, "exams", JsonValueKind.Object).EnumerateObject())
        {
            JsonLine part = document.GetEntry(number + 1, exam.Value);
            string name = part.RequireString("name").Trim(), category = part.RequireString("category").Trim();
            foreach (JsonElement question in Member(part, "data", JsonValueKind.Array).EnumerateArray())
            {
                yield return document.GetEntry(++number, question, ("exam", name), ("category", category));
            }
        }
    }

    /// <inheritdoc />
    public override QuestionDraft Read(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        AnswerOption[] options =
        [
            .. Member(line, "answers", JsonValueKind.Array).EnumerateArray().Select(item => line.GetEntry(line.Line, item))
                .Select(answer => new AnswerOption { Label = answer.RequireId("aid").Text, Text = answer.RequireString("atext").Trim() }),
        ];
        AnswerOption? right = entry.FindOption(options, entry.GetText("ra"), "ra");
        if (line.OptionalString("image") is { Length: > 0 })
        {
            entry.Flag(QuestionFlags.NeedsFigure, "expected a question without an image, found one with an image");
        }

        return new QuestionDraft
        {
            Id = new RowId { Text = $"{line.RequireString("exam")}_{line.RequireId("qid").Text}" },
            Text = entry.GetText("qtext")?.Trim() ?? string.Empty,
            Options = options,
            Answer = right?.Text,
            AnswerLabel = right?.Label,
            Subject = line.RequireString("category"),
        };
    }

    private static JsonElement Member(JsonLine line, string name, JsonValueKind kind) =>
        line.Root.ValueKind == JsonValueKind.Object && line.Root.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind
            ? value
            : throw line.Error($"expected \"{name}\" as an {kind}, found another value");
}
#endregion
