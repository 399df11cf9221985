using System.Globalization;
using System.Text.Json;

namespace MedReason.AspNetCore.Requests;

/// <summary>Reads values of a request and says of a wrong one where it is, what was expected and what kind of value was found.</summary>
/// <param name="maxTextLength">The maximum length of a text, in UTF-16 code units.</param>
internal sealed class JsonFields(int maxTextLength)
{
    /// <summary>Parses a body.</summary>
    /// <exception cref="RequestFault">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new RequestFault("body", string.Create(
                CultureInfo.InvariantCulture,
                $"expected JSON, found something else at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
    }

    /// <summary>Finds the members of an object by the names that it may have; a member that is null counts as absent.</summary>
    /// <returns>The values in the order of the names.</returns>
    /// <exception cref="RequestFault">It is no object, has another member or has one twice.</exception>
    public static JsonElement?[] Members(JsonElement value, string path, string[] names)
    {
        Require(value, JsonValueKind.Object, path, "an object");
        var found = new JsonElement?[names.Length];
        foreach (JsonProperty member in value.EnumerateObject())
        {
            int at = IndexOf(member, names);
            if (at < 0)
            {
                throw new RequestFault(path, $"expected no members but {string.Join(", ", names)}, found another one");
            }

            if (found[at] is not null)
            {
                throw new RequestFault(Join(path, names[at]), "expected the member once, found it twice");
            }

            found[at] = member.Value;
        }

        for (int i = 0; i < found.Length; i++)
        {
            found[i] = found[i] is { ValueKind: JsonValueKind.Null } ? null : found[i];
        }

        return found;
    }

    /// <summary>Gets a value that has to be there.</summary>
    /// <exception cref="RequestFault">It is absent.</exception>
    public static JsonElement Required(JsonElement? value, string path, string kind) =>
        value ?? throw new RequestFault(path, $"expected {kind}, found nothing");

    /// <summary>Refuses a value of another kind.</summary>
    /// <exception cref="RequestFault">It is of another kind.</exception>
    public static void Require(JsonElement value, JsonValueKind kind, string path, string name)
    {
        if (value.ValueKind != kind)
        {
            throw new RequestFault(path, $"expected {name}, found {NameOf(value.ValueKind)}");
        }
    }

    /// <summary>Names a kind of value.</summary>
    public static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    /// <summary>Reads one of several words; null when it is absent.</summary>
    /// <exception cref="RequestFault">It is another word, or no text.</exception>
    public static T? Choice<T>(JsonElement? value, string path, (string Name, T Value)[] choices)
        where T : struct
    {
        if (value is not { } given)
        {
            return null;
        }

        string expected = $"expected {string.Join(" or ", choices.Select(choice => choice.Name))}";
        Require(given, JsonValueKind.String, path, expected["expected ".Length..]);
        foreach ((string name, T choice) in choices)
        {
            if (given.ValueEquals(name))
            {
                return choice;
            }
        }

        throw new RequestFault(path, $"{expected}, found another text");
    }

    /// <summary>Joins a path and a member's name.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Reads a text; it may be empty.</summary>
    /// <exception cref="RequestFault">It is absent, no text, not Unicode or too long.</exception>
    public string Text(JsonElement? value, string path)
    {
        JsonElement given = Required(value, path, "a text");
        Require(given, JsonValueKind.String, path, "a text");
        return Limit(Decode(given.GetString, path)!, path);
    }

    /// <summary>Reads a text that says something.</summary>
    /// <exception cref="RequestFault">It is absent, no text, blank, not Unicode or too long.</exception>
    public string Words(JsonElement? value, string path)
    {
        string text = Text(value, path);
        return string.IsNullOrWhiteSpace(text) ? throw new RequestFault(path, "expected a text that is not blank") : text;
    }

    /// <summary>Reads the name of a member as a text that says something.</summary>
    /// <exception cref="RequestFault">It is blank, not Unicode or too long.</exception>
    public string Name(JsonProperty member, string path)
    {
        string name = Limit(Decode(() => member.Name, path)!, path);
        return string.IsNullOrWhiteSpace(name) ? throw new RequestFault(path, "expected a label that is not blank") : name;
    }

    private static int IndexOf(JsonProperty member, string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (member.NameEquals(names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static string? Decode(Func<string?> read, string path)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new RequestFault(path, "expected Unicode text, found half a surrogate or bytes that are not UTF-8");
        }
    }

    private string Limit(string text, string path) => text.Length <= maxTextLength
        ? text
        : throw new RequestFault(path, string.Create(CultureInfo.InvariantCulture, $"expected at most {maxTextLength} characters, found {text.Length}"));
}
