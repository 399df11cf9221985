using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>The format for a bank of one's own, which <see cref="QuestionReader"/> describes; with a mapping, a file of another shape.</summary>
internal sealed class GenericFormat(QuestionMapping? mapping = null)
    : QuestionFormat(FormatName, "not known to this version: ask the origin", "id", "question")
{
    public const string FormatName = "generic";

    private static readonly string[] Fields =
        ["id", "question", "options", "answer", "answer_label", "ask", "rationale", "context", "reference_reasoning", "split", "subject"];

    public override SourceRole GetRole(string? split) => split switch
    {
        null or "train" => SourceRole.Train,
        "test" or "dev" or "validation" or "val" or "benchmark" => SourceRole.Benchmark,
        _ => SourceRole.Unknown,
    };

    public override ValueTask<IQuestionFormat> PrepareAsync(string path, QuestionReaderOptions options, CancellationToken cancellationToken) =>
        new(options.Mapping is null ? this : new GenericFormat(options.Mapping));

    public override IAsyncEnumerable<JsonLine> ReadEntriesAsync(string path, CancellationToken cancellationToken) =>
        mapping?.IsCsv == true ? CsvEntries.ReadAsync(path, cancellationToken) : base.ReadEntriesAsync(path, cancellationToken);

    public override QuestionDraft Read(QuestionEntry entry)
    {
        JsonLine line = entry.Line = mapping?.ToGeneric(entry.Line, entry.Index) ?? entry.Line;
        RequireFields(entry);
        IReadOnlyList<AnswerOption> options = OptionFields.Read(line, "options");
        string? answer = line.OptionalString("answer");
        string? label = line.OptionalString("answer_label");
        AnswerOption? option = null;
        if (label is not null)
        {
            option = entry.FindOption(options, label, "answer_label");
            entry.CompareAnswer(option, answer);
        }
        else if (answer is not null && options.Count > 0)
        {
            string trimmed = answer.Trim();
            option = options.FirstOrDefault(one => string.Equals(one.Label, trimmed, StringComparison.Ordinal))
                ?? options.FirstOrDefault(one => string.Equals(one.Text.Trim(), trimmed, StringComparison.OrdinalIgnoreCase));
            if (option is null)
            {
                entry.Flag(QuestionFlags.AnswerNotAnOption, "expected \"answer\" to be the label or the text of an option, found other text");
            }
        }

        return new QuestionDraft
        {
            Id = line.RequireId("id"),
            Text = entry.GetText("question") ?? string.Empty,
            Options = options,
            Answer = option?.Text ?? answer,
            AnswerLabel = option?.Label,
            Ask = line.OptionalString("ask") switch
            {
                null => null,
                "affirm" => QuestionAsk.Affirm,
                "except" => QuestionAsk.Except,
                _ => throw line.Error("expected \"ask\" affirm or except, found other text"),
            },
            Rationale = line.OptionalString("rationale"),
            Context = line.OptionalString("context"),
            ReferenceReasoning = line.OptionalString("reference_reasoning"),
            Split = line.OptionalString("split"),
            Subject = line.OptionalString("subject"),
        };
    }

    /// <summary>Flags fields that are not read, and refuses one whose name is nearly that of a field that the row lacks: what it holds would be lost.</summary>
    private static void RequireFields(QuestionEntry entry)
    {
        JsonElement row = entry.Line.Root;
        foreach (JsonProperty field in row.EnumerateObject())
        {
            if (Array.IndexOf(Fields, field.Name) >= 0)
            {
                continue;
            }

            string name = PlainText.Clean(field.Name);
            if (Array.Find(Fields, known => !row.TryGetProperty(known, out _) && IsNearly(field.Name, known)) is { } meant)
            {
                throw entry.Line.Error($"expected \"{meant}\", found a field \"{name}\" that is not known");
            }

            entry.Flag(QuestionFlags.UnknownField, $"expected the fields {string.Join(", ", Fields)}, found \"{name}\"");
        }
    }

    /// <summary>Whether a name is a known one but for its case, its separators or an s at its end.</summary>
    private static bool IsNearly(string name, string known) => Fold(name) == Fold(known);

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant().TrimEnd('S');
}
