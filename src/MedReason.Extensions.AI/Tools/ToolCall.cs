using System.Globalization;
using System.Text.Json;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary>The arguments of one call, read and bounded.</summary>
/// <remarks>Values come as JSON from protocols and models, or as objects from a host's own code.</remarks>
internal sealed class ToolCall
{
    private const int MaxMembers = 64;

    private readonly AIFunctionArguments _arguments;
    private readonly int _maxLength;

    /// <summary>Reads the arguments of a call.</summary>
    /// <exception cref="ToolInputException">An argument is unknown.</exception>
    public ToolCall(AIFunctionArguments arguments, IReadOnlyList<ToolParameter> parameters, int maxLength)
    {
        _arguments = arguments;
        _maxLength = maxLength;
        if (arguments.Keys.Any(name => !parameters.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal))))
        {
            throw new ToolInputException(parameters.Count == 0
                ? "unknown argument; this tool takes none"
                : $"unknown argument; expected {string.Join(", ", parameters.Select(parameter => parameter.Name))}");
        }
    }

    /// <summary>Gets a text that has to be there.</summary>
    /// <exception cref="ToolInputException">It is absent, blank, too long or no text.</exception>
    public string Text(string name) => FindText(name) ?? throw new ToolInputException($"{name}: expected a text, found nothing");

    /// <summary>Gets a text; null when it is absent or blank.</summary>
    /// <exception cref="ToolInputException">It is too long or no text.</exception>
    public string? FindText(string name)
    {
        object? value = _arguments.TryGetValue(name, out object? given) ? given : null;
        string? text = value switch
        {
            null => null,
            string own => Whole(own, name),
            JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            JsonElement { ValueKind: JsonValueKind.String } element => Read(element, name),
            _ => throw new ToolInputException($"{name}: expected a text"),
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Gets an integer; the value when it is absent.</summary>
    /// <exception cref="ToolInputException">It is no integer, or out of range.</exception>
    public int Number(string name, int least, int most, int defaultValue)
    {
        object? value = _arguments.TryGetValue(name, out object? given) ? given : null;
        int? number = value switch
        {
            null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => defaultValue,
            int own => own,
            long own when own is >= int.MinValue and <= int.MaxValue => (int)own,
            JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetInt32(out int read) => read,
            _ => null,
        };
        return number >= least && number <= most
            ? number.Value
            : throw new ToolInputException(string.Create(CultureInfo.InvariantCulture, $"{name}: expected an integer from {least} to {most}"));
    }

    /// <summary>Gets labels with their texts, in their order; empty when there are none.</summary>
    /// <exception cref="ToolInputException">They are no object of texts, or too many.</exception>
    public IReadOnlyList<AnswerOption> Options(string name)
    {
        object? value = _arguments.TryGetValue(name, out object? given) ? given : null;
        IEnumerable<(string Label, string Text)> pairs = value switch
        {
            null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
            JsonElement { ValueKind: JsonValueKind.Object } element => Members(element, name),
            IEnumerable<KeyValuePair<string, string>> own => own.Select(pair => (Whole(pair.Key, name), Whole(pair.Value, name))),
            _ => throw new ToolInputException($"{name}: expected an object of labels and texts"),
        };
        var options = new List<AnswerOption>();
        foreach ((string label, string text) in pairs)
        {
            if (options.Count == MaxMembers)
            {
                throw new ToolInputException($"{name}: expected at most {MaxMembers} options");
            }

            if (string.IsNullOrWhiteSpace(label) || string.IsNullOrWhiteSpace(text))
            {
                throw new ToolInputException($"{name}: expected a label and a text for every option");
            }

            if (options.Exists(option => string.Equals(option.Label, label, StringComparison.Ordinal)))
            {
                throw new ToolInputException($"{name}: expected a label once");
            }

            options.Add(new AnswerOption { Label = label, Text = text });
        }

        return options;
    }

    private IEnumerable<(string Label, string Text)> Members(JsonElement element, string name)
    {
        try
        {
            // Names of members fail as strings do where they hold half a surrogate pair.
            using JsonDocument document = JsonText.Parse(element.GetRawText());
            return [.. document.RootElement.EnumerateObject().Select(member => (Whole(member.Name, name), Read(member.Value, name)))];
        }
        catch (JsonException)
        {
            throw new ToolInputException($"{name}: expected whole characters");
        }
    }

    private string Read(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw new ToolInputException($"{name}: expected a text");
        }

        try
        {
            return Whole(element.GetString()!, name);
        }
        catch (InvalidOperationException)
        {
            throw new ToolInputException($"{name}: expected whole characters");
        }
    }

    private string Whole(string text, string name)
    {
        if (text.Length > _maxLength)
        {
            throw new ToolInputException(string.Create(CultureInfo.InvariantCulture, $"{name}: expected at most {_maxLength} characters, found {text.Length}"));
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i])))
            {
                throw new ToolInputException($"{name}: expected whole characters");
            }
        }

        return text;
    }
}
