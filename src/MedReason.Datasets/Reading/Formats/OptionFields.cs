using System.Globalization;
using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Reads options and their labels in the shapes in which banks write them.</summary>
internal static class OptionFields
{
    private const int LongestShownLabel = 3;

    /// <summary>Reads options written as an object of label and text, an array of texts, or an array of {letter, content} or {key, value}.</summary>
    /// <param name="line">The row.</param>
    /// <param name="name">The property.</param>
    /// <param name="entry">The entry that is flagged when the options are missing; null when a question may have none.</param>
    public static IReadOnlyList<AnswerOption> Read(JsonLine line, string name, QuestionEntry? entry = null)
    {
        if (!line.Root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            entry?.Flag(QuestionFlags.MissingField, $"expected \"{name}\", found {line.Found(name)}");
            return [];
        }

        var options = new List<AnswerOption>();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                // An option that is null is one that the question does not have: banks of a fixed number of columns write it so.
                foreach (JsonProperty property in value.EnumerateObject().Where(static property => property.Value.ValueKind != JsonValueKind.Null))
                {
                    options.Add(Option(line, property.Name.Trim(), property.Value, name));
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    options.Add(item.ValueKind == JsonValueKind.Object
                        ? Labelled(line, item, name)
                        : Option(line, Label(options.Count), item, name));
                }

                break;
            default:
                throw line.Error($"expected \"{name}\" as an object or an array, found {line.Found(name)}");
        }

        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (AnswerOption option in options)
        {
            if (option.Label.Length == 0 || !labels.Add(option.Label))
            {
                throw line.Error($"expected each label of \"{name}\" once and not empty, found {Shown(option.Label)} otherwise");
            }
        }

        return options;
    }

    /// <summary>Gets the label of the i-th option when the bank writes none: A to Z, then AA, AB and so on.</summary>
    public static string Label(int index) => index < 26 ? ((char)('A' + index)).ToString() : Label((index / 26) - 1) + Label(index % 26);

    /// <summary>Gets a label as messages show it; the length of one that is too long for a label and may be text in the wrong place.</summary>
    public static string Shown(string label) => label.Length is > 0 and <= LongestShownLabel && !label.Any(char.IsControl)
        ? label
        : string.Create(CultureInfo.InvariantCulture, $"a text of {label.Length} characters");

    /// <summary>Checks whether a text is that of an option, with or without its label in front.</summary>
    public static bool IsTextOf(AnswerOption option, string text) => Same(text, option.Text) || Same(WithoutLabel(text, option.Label), option.Text);

    private static bool Same(string left, string right) => string.Equals(left.Trim(), right.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string WithoutLabel(string answer, string label)
    {
        string trimmed = answer.TrimStart();
        bool hasLabel = trimmed.StartsWith(label + ".", StringComparison.Ordinal) || trimmed.StartsWith(label + ")", StringComparison.Ordinal);
        return hasLabel ? trimmed[(label.Length + 1)..] : answer;
    }

    private static AnswerOption Option(JsonLine line, string label, JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => new AnswerOption { Label = label, Text = line.Text(value, name) },
        JsonValueKind.Number => new AnswerOption { Label = label, Text = value.GetRawText() },
        JsonValueKind.True or JsonValueKind.False => new AnswerOption { Label = label, Text = value.GetRawText() },
        _ => throw line.Error($"expected a text for option {Shown(label)} of \"{name}\""),
    };

    private static AnswerOption Labelled(JsonLine line, JsonElement item, string name)
    {
        (string label, string text) = item.TryGetProperty("key", out _) ? ("key", "value") : ("letter", "content");
        return Option(line, TextOf(line, item, label, name), item.TryGetProperty(text, out JsonElement content) ? content : default, name);
    }

    private static string TextOf(JsonLine line, JsonElement item, string property, string name) =>
        item.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? line.Text(value, property).Trim()
            : throw line.Error($"expected \"{property}\" in each option of \"{name}\"");
}
