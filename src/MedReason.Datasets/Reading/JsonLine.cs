using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Represents one object of a JSON lines file, or one JSON document, with its place. Immutable.</summary>
public sealed class JsonLine
{
    /// <summary>Gets the file, as messages name it.</summary>
    public required string File { get; init; }

    /// <summary>Gets the line, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Gets the offset of the line's first byte in the unpacked file.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Gets the object.</summary>
    public required JsonElement Root { get; init; }

    /// <summary>Gets whether bare <c>NaN</c> or infinities, which are not JSON, were read as null.</summary>
    public bool HadNaN { get; init; }

    /// <summary>Creates a failure at this line.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <returns>The exception to throw.</returns>
    public InputFormatException Error(string message) => new(message) { File = File, Line = Line, ByteOffset = ByteOffset };

    /// <summary>Gets a string that must be there.</summary>
    /// <param name="name">The property; compared with case.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="InputFormatException">It is missing or no string.</exception>
    public string RequireString(string name) => OptionalString(name) ?? throw Error($"expected a string \"{name}\", found {Found(name)}");

    /// <summary>Gets a string that may be missing or null.</summary>
    /// <param name="name">The property; compared with case.</param>
    /// <returns>Its value, or null.</returns>
    /// <exception cref="InputFormatException">It is there and neither a string nor null.</exception>
    public string? OptionalString(string name)
    {
        if (!Root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? Text(value, name) : throw Error($"expected a string \"{name}\", found {Found(name)}");
    }

    /// <summary>Reads answer options: an object of labels and texts, an array of texts, or an array of
    /// <c>{"letter","content"}</c> or <c>{"key","value"}</c>. An option that is null is left out.</summary>
    /// <param name="name">The property; compared with case.</param>
    /// <returns>The options; empty when the property is missing or null. Options without labels are labelled A to Z, then AA, AB and so on.</returns>
    /// <exception cref="InputFormatException">The property has another form, or a label is empty or occurs twice.</exception>
    public IReadOnlyList<AnswerOption> ReadOptions(string name) => OptionFields.Read(this, name);

    /// <summary>Gets the identity of the row, a string or an integer, as it is written.</summary>
    /// <param name="name">The property; compared with case.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="InputFormatException">It is missing, empty, or neither.</exception>
    public RowId RequireId(string name)
    {
        if (Root.TryGetProperty(name, out JsonElement value))
        {
            if (value.ValueKind == JsonValueKind.String && Text(value, name) is { Length: > 0 } text)
            {
                return new RowId { Text = text };
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number))
            {
                return new RowId { Text = number.ToString(System.Globalization.CultureInfo.InvariantCulture), IsInteger = true };
            }
        }

        throw Error($"expected an \"{name}\" that is a string or an integer, found {Found(name)}");
    }

    /// <summary>Makes an entry of an object inside this document.</summary>
    /// <param name="number">The number of the entry, from 1, which stands for its line.</param>
    /// <param name="value">The object.</param>
    /// <param name="added">Members to put before those of the object, such as members of the enclosing object in the document.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="InputFormatException">The value is no object, or escapes half a surrogate pair.</exception>
    public JsonLine GetEntry(long number, JsonElement value, params ReadOnlySpan<(string Name, string Value)> added)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new InputFormatException($"expected entry {number} to be an object, found another JSON value") { File = File, Line = number };
        }

        if (added.IsEmpty)
        {
            return new JsonLine { File = File, Line = number, ByteOffset = 0, Root = value, HadNaN = HadNaN };
        }

        using var memory = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(memory);
            writer.WriteStartObject();
            foreach ((string name, string text) in added)
            {
                writer.WriteString(name, text);
            }

            foreach (JsonProperty member in value.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
        catch (InvalidOperationException)
        {
            throw new InputFormatException("expected text, found half a surrogate pair") { File = File, Line = number };
        }

        return new JsonLine { File = File, Line = number, ByteOffset = 0, Root = JsonText.ParseElement(memory.ToArray()), HadNaN = HadNaN };
    }

    /// <summary>Gets the text of a string element.</summary>
    /// <param name="value">The element; a string.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The text.</returns>
    /// <exception cref="InputFormatException">The string escapes half a surrogate pair, which no text holds.</exception>
    public string Text(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error($"expected text in \"{name}\", found half a surrogate pair");
        }
    }

    /// <summary>Describes the value of a property for messages.</summary>
    /// <param name="name">The property.</param>
    /// <returns>For example <c>a number</c> or <c>nothing</c>.</returns>
    public string Found(string name) => !Root.TryGetProperty(name, out JsonElement value)
        ? "nothing"
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetRawText().Length <= 2 ? "an empty string" : "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "an array",
            JsonValueKind.Object => "an object",
            _ => "true or false",
        };
}
