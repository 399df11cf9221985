using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>
/// PubMedQA: an object keyed by PMID, or a line for each (<c>pubid</c>, members in lower case), as a hub of datasets has it.
/// The decision (yes, no, maybe) is no entity: it is the answer among three options, and the long answer its
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
        BankEntries.ReadAsync(path, isDocument: true, cancellationToken);

    public override QuestionDraft Read(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        string? decision = line.OptionalString("final_decision")?.Trim();
        bool isLine = line.Root.TryGetProperty("pubid", out _);
        string? longAnswer = line.OptionalString(isLine ? "long_answer" : "LONG_ANSWER");
        JsonLine context = isLine ? ContextOf(line) : line;
        AnswerOption? answer = Array.Find(Decisions, option => string.Equals(option.Text, decision, StringComparison.OrdinalIgnoreCase));
        if (decision is not null && answer is null)
        {
            entry.Flag(QuestionFlags.AnswerNotAnOption, $"expected \"final_decision\" yes, no or maybe, found {line.Found("final_decision")}");
        }

        return new QuestionDraft
        {
            Id = line.RequireId(isLine ? "pubid" : JsonEntries.KeyName),
            Text = entry.GetText(isLine ? "question" : "QUESTION") ?? string.Empty,
            Options = decision is null ? [] : Decisions,
            Answer = answer?.Text ?? decision ?? longAnswer,
            AnswerLabel = answer?.Label,
            PublishedAnswer = decision is null ? null : $"The final decision is: {decision}. {longAnswer}",
            Rationale = decision is null ? null : longAnswer,
            Context = Contexts(context, isLine ? "contexts" : "CONTEXTS"),
            Split = decision is null ? "unlabeled" : context.Root.TryGetProperty(AnnotatorField, out _) ? "labeled" : "artificial",
        };
    }

    private static JsonLine ContextOf(JsonLine line) =>
        line.Root.TryGetProperty("context", out JsonElement context) && context.ValueKind == JsonValueKind.Object
            ? line.GetEntry(line.Line, context)
            : throw line.Error($"expected \"context\" as an object with \"contexts\", found {line.Found("context")}");

    private static string? Contexts(JsonLine line, string name)
    {
        if (!line.Root.TryGetProperty(name, out JsonElement contexts) || contexts.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (contexts.ValueKind != JsonValueKind.Array)
        {
            throw line.Error($"expected \"{name}\" as an array of strings, found {line.Found(name)}");
        }

        return string.Join('\n', contexts.EnumerateArray().Select(text => text.ValueKind == JsonValueKind.String
            ? line.Text(text, name)
            : throw line.Error($"expected only strings in \"{name}\"")));
    }
}
