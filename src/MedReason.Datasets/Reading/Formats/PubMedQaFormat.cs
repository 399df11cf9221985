using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// PubMedQA: an object keyed by PMID. The decision (yes, no, maybe) is no entity: it is the answer among three options, and the long answer its
/// rationale. The unlabelled part has no decision; its long answer is the answer.
/// </summary>
internal static class PubMedQaFormat
{
    private static readonly AnswerOption[] Decisions =
    [
        new() { Label = "A", Text = "yes" },
        new() { Label = "B", Text = "no" },
        new() { Label = "C", Text = "maybe" },
    ];

    public static RowDraft Read(JsonLine line)
    {
        string? decision = line.OptionalString("final_decision")?.Trim().ToLowerInvariant();
        string? longAnswer = line.OptionalString("LONG_ANSWER");
        AnswerOption? answer = decision is null ? null : Array.Find(Decisions, option => option.Text == decision)
            ?? throw line.Error($"expected \"final_decision\" yes, no or maybe, found {line.Found("final_decision")}");
        return new RowDraft
        {
            Id = line.RequireId(JsonEntries.KeyName),
            Text = line.RequireString("QUESTION"),
            Options = answer is null ? [] : Decisions,
            Answer = answer?.Text ?? longAnswer,
            AnswerLabel = answer?.Label,
            Rationale = answer is null ? null : longAnswer,
            Context = Contexts(line),
        };
    }

    private static string? Contexts(JsonLine line)
    {
        if (!line.Root.TryGetProperty("CONTEXTS", out JsonElement contexts) || contexts.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (contexts.ValueKind != JsonValueKind.Array)
        {
            throw line.Error($"expected \"CONTEXTS\" as an array of strings, found {line.Found("CONTEXTS")}");
        }

        return string.Join('\n', contexts.EnumerateArray().Select(text => text.ValueKind == JsonValueKind.String
            ? line.Text(text, "CONTEXTS")
            : throw line.Error("expected only strings in \"CONTEXTS\"")));
    }
}
