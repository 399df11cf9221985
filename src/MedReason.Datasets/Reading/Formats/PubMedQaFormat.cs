using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// PubMedQA: an object keyed by PMID. The decision (yes, no, maybe) is no entity: it is the answer among three options, and the long answer its
/// rationale. The unlabelled part has no decision; its long answer is the answer.
/// </summary>
/// <remarks>
/// The entries show which of the three parts they are of: only the labelled one holds what two annotators predicted, the artificial one has a decision without
/// that, the unlabelled one has none.
/// </remarks>
internal sealed class PubMedQaFormat() : QuestionFormat("pubmedqa", "MIT; abstracts belong to their publishers", "QUESTION", "CONTEXTS")
{
    private const string AnnotatorField = "reasoning_required_pred";

    private static readonly AnswerOption[] Decisions =
    [
        new() { Label = "A", Text = "yes" },
        new() { Label = "B", Text = "no" },
        new() { Label = "C", Text = "maybe" },
    ];

    public override SourceRole GetRole(string? split) => GetSplitRole(split, "train", "artificial", "unlabeled");

    public override int Detect(JsonElement start) => CountMembers(JsonEntries.First(start));

    public override IAsyncEnumerable<JsonLine> ReadEntriesAsync(string path, CancellationToken cancellationToken) =>
        JsonEntries.ReadAsync(path, cancellationToken);

    public override QuestionDraft Read(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        string? decision = line.OptionalString("final_decision")?.Trim();
        string? longAnswer = line.OptionalString("LONG_ANSWER");
        AnswerOption? answer = Array.Find(Decisions, option => string.Equals(option.Text, decision, StringComparison.OrdinalIgnoreCase));
        if (decision is not null && answer is null)
        {
            entry.Flag(QuestionFlags.AnswerNotAnOption, $"expected \"final_decision\" yes, no or maybe, found {line.Found("final_decision")}");
        }

        return new QuestionDraft
        {
            Id = line.RequireId(JsonEntries.KeyName),
            Text = entry.GetText("QUESTION") ?? string.Empty,
            Options = decision is null ? [] : Decisions,
            Answer = answer?.Text ?? decision ?? longAnswer,
            AnswerLabel = answer?.Label,
            PublishedAnswer = decision is null ? null : $"The final decision is: {decision}. {longAnswer}",
            Rationale = decision is null ? null : longAnswer,
            Context = Contexts(line),
            Split = decision is null ? "unlabeled" : line.Root.TryGetProperty(AnnotatorField, out _) ? "labeled" : "artificial",
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
