using System.Globalization;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Maps the columns of a CSV or JSON lines file of any shape to the fields of a question. Immutable; read from a mapping file.</summary>
/// <remarks>
/// A mapping file is a JSON object:
/// <c>{"source":"csv"|"jsonl","answer":"label"|"text"|"index0"|"index1","columns":{"question":"stem","options":["opa","opb"],"answer":"cop",...}}</c>.
/// <c>columns</c> names, for each field of the generic format (<c>id, question, options, answer, ask, rationale, context, reference_reasoning, split</c>), the
/// column that holds it; <c>question</c> is required, and without <c>id</c> the row number from 0 is the id. <c>options</c> is a list of columns (labelled A, B
/// and so on; empty ones are left out), an object of label and column, or, for JSON lines, the one column that holds them all. <c>answer</c> is what the
/// answer's column holds: an option's label, its text, or its place counted from 0 or from 1.
/// </remarks>
public sealed class QuestionMapping
{
    private static readonly string[] TextFields = ["question", "ask", "rationale", "context", "reference_reasoning", "split"];
    private static readonly string[] AnswerKinds = ["label", "text", "index0", "index1"];
    private readonly IReadOnlyDictionary<string, string> _columns;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _options;
    private readonly string? _optionsColumn;
    private readonly string _answerKind;

    private QuestionMapping(
        bool isCsv, string answerKind, IReadOnlyDictionary<string, string> columns, IReadOnlyList<KeyValuePair<string, string>> options, string? optionsColumn)
    {
        IsCsv = isCsv;
        _answerKind = answerKind;
        _columns = columns;
        _options = options;
        _optionsColumn = optionsColumn;
    }

    /// <summary>Gets whether the file it maps is CSV; else it is JSON lines.</summary>
    public bool IsCsv { get; }

    /// <summary>Reads a mapping file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The mapping.</returns>
    /// <exception cref="InputFormatException">The file cannot be read or is not a mapping.</exception>
    public static async Task<QuestionMapping> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = await InputStream.ReadAllAsync(path, cancellationToken).ConfigureAwait(false);
        JsonLine file = JsonLinesReader.Parse(path, 1, 0, bytes);
        string source = file.RequireString("source");
        if (source is not ("csv" or "jsonl"))
        {
            throw file.Error("expected \"source\" csv or jsonl, found other text");
        }

        string answerKind = file.OptionalString("answer") ?? "text";
        if (!AnswerKinds.Contains(answerKind, StringComparer.Ordinal))
        {
            throw file.Error("expected \"answer\" label, text, index0 or index1, found other text");
        }

        if (!file.Root.TryGetProperty("columns", out JsonElement columns) || columns.ValueKind != JsonValueKind.Object)
        {
            throw file.Error($"expected \"columns\" as an object, found {file.Found("columns")}");
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new List<KeyValuePair<string, string>>();
        string? optionsColumn = null;
        foreach (JsonProperty column in columns.EnumerateObject())
        {
            if (column.Name != "options")
            {
                names[column.Name] = column.Name is "id" or "answer" || TextFields.Contains(column.Name, StringComparer.Ordinal)
                    ? Name(file, column.Value)
                    : throw file.Error("expected in \"columns\" only fields of the generic format (id, question, options, answer, ask, rationale, context, "
                        + "reference_reasoning, split), found another");
            }
            else if (column.Value.ValueKind == JsonValueKind.Array)
            {
                options.AddRange(column.Value.EnumerateArray().Select((name, index) => KeyValuePair.Create(OptionFields.Label(index), Name(file, name))));
            }
            else if (column.Value.ValueKind == JsonValueKind.Object)
            {
                options.AddRange(column.Value.EnumerateObject().Select(option => KeyValuePair.Create(option.Name, Name(file, option.Value))));
            }
            else
            {
                optionsColumn = source == "jsonl"
                    ? Name(file, column.Value)
                    : throw file.Error("expected the \"options\" of a CSV file as a list or an object of columns, found one column");
            }
        }

        return names.ContainsKey("question")
            ? new QuestionMapping(source == "csv", answerKind, names, options, optionsColumn)
            : throw file.Error("expected \"question\" in \"columns\", found nothing");
    }

    /// <summary>Converts a row to the generic format.</summary>
    internal JsonLine ToGeneric(JsonLine line, long index)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            writer.WriteStartObject();
            WriteId(writer, line, index);
            foreach (string field in TextFields)
            {
                if (_columns.TryGetValue(field, out string? column) && Text(line, column) is string text)
                {
                    writer.WriteString(field, text);
                }
            }

            WriteOptions(writer, line);
            WriteAnswer(writer, line);
            writer.WriteEndObject();
        }

        JsonElement root = JsonText.ParseElement(memory.ToArray());
        return new JsonLine { File = line.File, Line = line.Line, ByteOffset = line.ByteOffset, HadNaN = line.HadNaN, Root = root };
    }

    private void WriteId(Utf8JsonWriter writer, JsonLine line, long index)
    {
        if (_columns.TryGetValue("id", out string? column))
        {
            line.RequireId(column).Write(writer, "id");
        }
        else
        {
            writer.WriteNumber("id", index);
        }
    }

    private void WriteOptions(Utf8JsonWriter writer, JsonLine line)
    {
        if (_optionsColumn is not null)
        {
            if (line.Root.TryGetProperty(_optionsColumn, out JsonElement all))
            {
                writer.WritePropertyName("options");
                all.WriteTo(writer);
            }

            return;
        }

        writer.WriteStartObject("options");
        foreach ((string label, string column) in _options)
        {
            if (Text(line, column) is string text)
            {
                writer.WriteString(label, text);
            }
        }

        writer.WriteEndObject();
    }

    private void WriteAnswer(Utf8JsonWriter writer, JsonLine line)
    {
        if (!_columns.TryGetValue("answer", out string? column) || Text(line, column) is not string answer)
        {
            return;
        }

        switch (_answerKind)
        {
            case "text":
                writer.WriteString("answer", answer);
                break;
            case "label":
                writer.WriteString("answer_label", answer);
                break;
            default:
                int first = _answerKind == "index1" ? 1 : 0;
                int place = int.TryParse(answer, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                    ? number - first
                    : throw line.Error($"expected the place of an option in \"{column}\", found other text");
                writer.WriteString("answer_label", place < 0 ? answer : place < _options.Count ? _options[place].Key : OptionFields.Label(place));
                break;
        }
    }

    // A column that a row does not have is an empty one: the generic format says which fields must be there.
    private static string? Text(JsonLine line, string column)
    {
        if (!line.Root.TryGetProperty(column, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => line.Text(value, column),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw line.Error($"expected text in \"{column}\", found {line.Found(column)}"),
        };
    }

    private static string Name(JsonLine file, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && file.Text(value, "columns") is { Length: > 0 } name
            ? name
            : throw file.Error("expected the name of a column in \"columns\", found another value");
}
