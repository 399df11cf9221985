using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reads back what <see cref="ReasoningRow"/> wrote: the question and its chain, with the evidence that the steps cite.</summary>
public static class ReasoningRowReader
{
    /// <summary>Checks whether a row holds a chain in our form: paths and steps.</summary>
    /// <param name="line">The row.</param>
    /// <returns>True when both are arrays.</returns>
    public static bool IsOwnForm(JsonLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return IsArray(line.Root, "paths") && IsArray(line.Root, "steps");
    }

    /// <summary>Reads the question of a row; its options are read back from the published string.</summary>
    /// <param name="line">The row.</param>
    /// <param name="id">Its identity.</param>
    /// <param name="language">The language of the question, in which it is read what it asks for; null for English.</param>
    /// <returns>The question.</returns>
    /// <exception cref="InputFormatException">A field is of another type.</exception>
    public static MedicalQuestion ReadQuestion(JsonLine line, RowId id, LanguageProfile? language = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(id);
        string text = line.OptionalString("question") ?? string.Empty;
        string? answer = line.OptionalString("answer");
        IReadOnlyList<AnswerOption> options = ReadOptions(line);
        return new MedicalQuestion
        {
            Id = id.Text,
            Text = text,
            Options = options,
            Answer = answer,
            AnswerLabel = answer is null ? null : options.FirstOrDefault(option => string.Equals(option.Text, answer, StringComparison.Ordinal))?.Label,
            Ask = QuestionWording.DetectAsk(text, language),
            Seeks = QuestionWording.DetectSeeks(text, language),
            Rationale = line.Root.TryGetProperty("source", out JsonElement source) ? NullIfBlank(TextOf(line, source, "rationale")) : null,
            Dataset = line.OptionalString("dataset_name"),
        };
    }

    /// <summary>Reads the chain of a row in our form.</summary>
    /// <param name="line">The row.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="InputFormatException">A path, a step or a claim is not in the form that <see cref="ReasoningRow"/> writes.</exception>
    public static ReasoningChain ReadChain(JsonLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var paths = new List<EvidencePath>();
        foreach (JsonElement path in line.Root.GetProperty("paths").EnumerateArray())
        {
            paths.Add(new EvidencePath
            {
                Path = Value<KgPath>(line, path, "paths"),
                Score = path.TryGetProperty("score", out JsonElement score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : 0,
                Stance = TextOf(line, path, "stance") == "opposes" ? EvidenceStance.Opposes : EvidenceStance.Supports,
                OptionLabel = NullIfBlank(TextOf(line, path, "option")),
                IsFromRationale = path.TryGetProperty("from_rationale", out JsonElement named) && named.ValueKind == JsonValueKind.True,
                IsStatedFact = path.TryGetProperty("stated_fact", out JsonElement stated) && stated.ValueKind == JsonValueKind.True,
            });
        }

        var steps = new List<ChainStep>();
        foreach (JsonElement step in line.Root.GetProperty("steps").EnumerateArray())
        {
            steps.Add(new ChainStep
            {
                Text = TextOf(line, step, "text") ?? throw line.Error("expected a \"text\" in each of \"steps\""),
                PathIndexes = [.. Items(step, "paths").Select(index => Index(line, index))],
                Claims = [.. Items(step, "claims").Select(claim => Value<ChainClaim>(line, claim, "claims"))],
                IsBackground = step.TryGetProperty("background", out JsonElement background) && background.ValueKind == JsonValueKind.True,
            });
        }

        JsonElement conclusion = line.Root.TryGetProperty("conclusion", out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : default;
        return new ReasoningChain
        {
            Text = line.OptionalString("reasoning") ?? string.Empty,
            Steps = steps,
            Evidence = new EvidenceSet
            {
                Paths = paths,
                References = [.. Items(line.Root, "references").Select(edge => Value<KgEdge>(line, WithoutBlanks(line, edge), "references"))],
            },
            Answer = NullIfBlank(TextOf(line, conclusion, "answer")),
            AnswerLabel = NullIfBlank(TextOf(line, conclusion, "label")),
            ModelId = NullIfBlank(TextOf(line, conclusion, "model")),
            PromptVersion = NullIfBlank(TextOf(line, conclusion, "prompt")),
        };
    }

    /// <summary>Gets the reasoning that the source of a row brings.</summary>
    /// <param name="line">The row.</param>
    /// <returns>The reference reasoning, else the rationale; null when the row has neither.</returns>
    /// <exception cref="InputFormatException">The text escapes half a surrogate pair.</exception>
    public static string? FindSourceReasoning(JsonLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (!line.Root.TryGetProperty("source", out JsonElement source) || source.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? reasoning = TextOf(line, source, "reference_reasoning");
        return string.IsNullOrWhiteSpace(reasoning) ? NullIfBlank(TextOf(line, source, "rationale")) : reasoning;
    }

    /// <summary>Reads what the chain of a row does to a reader's answer.</summary>
    /// <param name="line">The row.</param>
    /// <returns>The effect; null when the row's question was not probed.</returns>
    /// <exception cref="InputFormatException">The effect is not in the form that <see cref="ReasoningRow"/> writes.</exception>
    public static ChainEffect? ReadChainEffect(JsonLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Root.TryGetProperty("chain_effect", out JsonElement effect) && effect.ValueKind != JsonValueKind.Null
            ? Value<ChainEffect>(line, effect, "chain_effect")
            : null;
    }

    // "Answer Choices:" and a line for each option; a text that goes over several lines belongs to the option before it.
    private static IReadOnlyList<AnswerOption> ReadOptions(JsonLine line)
    {
        if (!line.Root.TryGetProperty("options", out JsonElement value) || value.ValueKind is JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return OptionFields.Read(line, "options");
        }

        return ReadOptions(line.Text(value, "options"));
    }

    /// <summary>Reads options from the published string: a heading, then a line for each option.</summary>
    /// <param name="text">The string; may be empty.</param>
    /// <returns>The options in their order.</returns>
    public static IReadOnlyList<AnswerOption> ReadOptions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var options = new List<AnswerOption>();
        foreach (string part in text.Split('\n').Skip(1))
        {
            int dot = part.IndexOf(". ", StringComparison.Ordinal);
            string label = dot < 0 ? string.Empty : part[..dot];
            if (label.Length is > 0 and <= 3 && label.All(char.IsAsciiLetterOrDigit) && !options.Exists(option => option.Label == label))
            {
                options.Add(new AnswerOption { Label = label, Text = part[(dot + 2)..] });
            }
            else if (options.Count > 0)
            {
                options[^1] = options[^1] with { Text = options[^1].Text + "\n" + part };
            }
        }

        return options;
    }

    private static T Value<T>(JsonLine line, JsonElement element, string name)
    {
        try
        {
            return element.Deserialize((JsonTypeInfo<T>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)))
                ?? throw line.Error($"expected no null in \"{name}\"");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // The serializer's message may quote the value; its path does not.
            string place = exception is JsonException { Path: { } path } ? $" ({path})" : string.Empty;
            throw new InputFormatException($"expected \"{name}\" in the form that generate writes{place}")
            {
                File = line.File,
                Line = line.Line,
                ByteOffset = line.ByteOffset,
            };
        }
    }

    // Exports write every member: the empty string for null, a confidence as text, and a list of pairs for an object.
    private static JsonElement WithoutBlanks(JsonLine line, JsonElement edge)
    {
        bool isExported = Items(edge, "attributes").Any(
            statement => statement.ValueKind == JsonValueKind.Object
                && statement.TryGetProperty("confidence", out JsonElement value) && value.ValueKind == JsonValueKind.String);
        if (!isExported)
        {
            return edge;
        }

        JsonObject node = JsonObject.Create(edge)!;
        foreach (JsonObject statement in node["attributes"]!.AsArray().OfType<JsonObject>())
        {
            foreach (string blank in statement.Where(member => IsBlank(member.Value)).Select(member => member.Key).ToArray())
            {
                statement.Remove(blank);
            }

            if (statement["confidence"] is JsonValue confidence && confidence.TryGetValue(out string? number))
            {
                statement["confidence"] = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && double.IsFinite(value)
                    ? value
                    : throw line.Error("expected a number as the \"confidence\" of \"references\"");
            }

            if (statement["additional"] is JsonArray pairs)
            {
                var additional = new JsonObject();
                foreach (JsonObject pair in pairs.OfType<JsonObject>())
                {
                    if (pair["name"] is not JsonValue name || !name.TryGetValue(out string? text)
                        || !additional.TryAdd(text, pair["value"]?.DeepClone()))
                    {
                        throw line.Error("expected a \"name\" in each of \"additional\" of \"references\", each once");
                    }
                }

                statement["additional"] = additional;
            }
        }

        return JsonText.ParseElement(Encoding.UTF8.GetBytes(node.ToJsonString()));
    }

    private static bool IsBlank(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0;

    private static int Index(JsonLine line, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int index)
            ? index
            : throw line.Error("expected integers in the \"paths\" of \"steps\"");

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string? TextOf(JsonLine line, JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? line.Text(value, name)
            : null;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        IsArray(element, name) ? element.GetProperty(name).EnumerateArray() : [];

    private static bool IsArray(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array;
}
