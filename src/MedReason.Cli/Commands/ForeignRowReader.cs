using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Questions;

namespace MedReason.Cli;

/// <summary>Reads rows that others wrote: the published six fields, plain rows, and the rows of chat trainers.</summary>
/// <param name="language">The language of the questions.</param>
internal sealed class ForeignRowReader(LanguageProfile language)
{
    private const string OptionsHeading = "Answer Choices:";

    private static readonly string[] IdNames = ["id", "id_in_dataset", "qid"];
    private static readonly string[] TextNames = ["reasoning", "text", "chain", "cot"];
    private static readonly string[] MessageNames = ["messages", "conversations"];

    private readonly Dictionary<(string? Dataset, string Id), long> _lines = [];

    /// <summary>Reads a row; its text is empty for one in the form that generate writes.</summary>
    public ForeignRow Read(JsonLine line)
    {
        (string Prompt, string Response)? turn = FindTurn(line);
        RowId id = ReadId(line, turn is not null);
        MedicalQuestion question = turn is { } pair ? FromPrompt(pair.Prompt, id) : ReasoningRowReader.ReadQuestion(line, id, language);
        if (ReasoningRowReader.IsOwnForm(line))
        {
            return new ForeignRow { Id = id, Question = question, Text = string.Empty };
        }

        string text = turn?.Response ?? TextNames.Select(line.OptionalString).FirstOrDefault(found => found is not null)
            ?? throw line.Error("expected a chain: \"steps\" and \"paths\", a text in \"reasoning\", or messages");
        return new ForeignRow { Id = id, Question = ForeignChainReader.ResolveAnswer(question), Text = text };
    }

    // Ids repeat across the parts of a joined dataset.
    private RowId ReadId(JsonLine line, bool isOptional)
    {
        string? name = Array.Find(IdNames, name => line.Root.TryGetProperty(name, out _));
        if (name is null && isOptional)
        {
            return new RowId { Text = line.Line.ToString(CultureInfo.InvariantCulture), IsInteger = true };
        }

        RowId id = line.RequireId(name ?? "id");
        (string?, string) key = (line.OptionalString("dataset_name"), id.Text);
        return _lines.TryAdd(key, line.Line) ? id : throw line.Error($"expected each id once, found the one of line {_lines[key]} again");
    }

    private MedicalQuestion FromPrompt(string prompt, RowId id)
    {
        int at = prompt.LastIndexOf(OptionsHeading, StringComparison.Ordinal);
        string text = at < 0 ? prompt : prompt[..at].Trim();
        return new MedicalQuestion
        {
            Id = id.Text,
            Text = text,
            Options = at < 0 ? [] : ReasoningRowReader.ReadOptions(prompt[at..]),
            Ask = QuestionWording.DetectAsk(text, language),
            Seeks = QuestionWording.DetectSeeks(text, language),
        };
    }

    /// <summary>Finds what was asked and answered in a row of a chat trainer; null when the row is of another form.</summary>
    private static (string Prompt, string Response)? FindTurn(JsonLine line)
    {
        if (line.Root.TryGetProperty("instruction", out JsonElement instruction) && instruction.ValueKind == JsonValueKind.String
            && line.OptionalString("output") is { } output)
        {
            string input = line.OptionalString("input") ?? string.Empty;
            string prompt = line.Text(instruction, "instruction");
            return (input.Length == 0 ? prompt : $"{prompt}\n\n{input}", output);
        }

        foreach (string name in MessageNames)
        {
            if (line.Root.TryGetProperty(name, out JsonElement messages) && messages.ValueKind == JsonValueKind.Array)
            {
                return (LastOf(line, messages, name, isAnswer: false), LastOf(line, messages, name, isAnswer: true));
            }
        }

        return line.Root.TryGetProperty("prompt", out JsonElement asked) && line.Root.TryGetProperty("completion", out JsonElement answered)
            ? (TextOf(line, asked, "prompt", isAnswer: false), TextOf(line, answered, "completion", isAnswer: true))
            : null;
    }

    private static string TextOf(JsonLine line, JsonElement value, string name, bool isAnswer) => value.ValueKind switch
    {
        JsonValueKind.String => line.Text(value, name),
        JsonValueKind.Array => LastOf(line, value, name, isAnswer),
        _ => throw line.Error($"expected \"{name}\" as a text or messages, found {line.Found(name)}"),
    };

    private static string LastOf(JsonLine line, JsonElement messages, string name, bool isAnswer)
    {
        string? found = null;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string? role = Member(line, message, "role") ?? Member(line, message, "from");
            bool isOf = isAnswer ? role is "assistant" or "gpt" or "model" : role is "user" or "human";
            found = isOf ? Member(line, message, "content") ?? Member(line, message, "value") ?? found : found;
        }

        return found ?? throw line.Error($"expected a message of {(isAnswer ? "the assistant" : "the user")} in \"{name}\"");
    }

    private static string? Member(JsonLine line, JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? line.Text(value, name)
            : null;
}
