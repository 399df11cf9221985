using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Represents an accepted row of a run, as exports read it.</summary>
internal sealed class ExportRow
{
    public required JsonLine Line { get; init; }

    public required RowId Id { get; init; }

    public required string Dataset { get; init; }

    public required string Split { get; init; }

    public required string Role { get; init; }

    public required string ContentHash { get; init; }

    public required string Question { get; init; }

    /// <summary>Gets the options as the published dataset writes them; empty when there are none.</summary>
    public required string Options { get; init; }

    /// <summary>Gets the answer's text: the known one, else what the chain concludes; null when there is neither.</summary>
    public required string? Answer { get; init; }

    public required string? PublishedAnswer { get; init; }

    public required string Reasoning { get; init; }

    /// <summary>Gets the grade of the evidence; <see cref="EvidenceGrade.None"/> when it is not known.</summary>
    public required EvidenceGrade Grade { get; init; }

    /// <summary>Gets the source's own reasoning; null when it has none.</summary>
    public required string? SourceReasoning { get; init; }

    public string? AnswerIn(AnswerForm form) => form == AnswerForm.Published ? PublishedAnswer ?? Answer : Answer;

    public OverlapText ToOverlapText() => OverlapText.Of(ReasoningRowReader.ReadQuestion(Line, Id));

    public static ExportRow Read(JsonLine line)
    {
        JsonElement source = line.Root.TryGetProperty("source", out JsonElement value) ? value : default;
        return new ExportRow
        {
            Line = line,
            Id = line.RequireId("id_in_dataset"),
            Dataset = line.OptionalString("dataset_name") ?? string.Empty,
            Split = Text(line, source, "split") ?? string.Empty,
            Role = Text(line, source, "role") ?? SourceRoles.NameOf(SourceRole.Unknown),
            ContentHash = Text(line, source, "content_hash") ?? string.Empty,
            Question = line.RequireString("question"),
            Options = line.OptionalString("options") ?? string.Empty,
            Answer = line.OptionalString("answer")
                ?? (line.Root.TryGetProperty("conclusion", out JsonElement conclusion) ? Text(line, conclusion, "answer") : null),
            PublishedAnswer = Text(line, source, "published_answer"),
            Grade = Enum.TryParse(line.OptionalString("grade"), ignoreCase: true, out EvidenceGrade grade) ? grade : EvidenceGrade.None,
            Reasoning = line.RequireString("reasoning"),
            SourceReasoning = ReasoningRowReader.FindSourceReasoning(line),
        };
    }

    private static string? Text(JsonLine line, JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? line.Text(value, name)
            : null;
}
