using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Writes a <see cref="RelationType"/> as a JSON string or property name.</summary>
/// <remarks>Public so that hosts can name the type in a source-generated context of their own.</remarks>
public sealed class RelationTypeJsonConverter : JsonConverter<RelationType>
{
    /// <inheritdoc />
    public override RelationType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? FromText(reader.GetString()) : throw new JsonException("A relation is a JSON string.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RelationType value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }

    /// <inheritdoc />
    public override RelationType ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FromText(reader.GetString());

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, RelationType value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Value);
    }

    // The empty value is written as "" and must come back as itself.
    private static RelationType FromText(string? text) =>
        string.IsNullOrEmpty(text)
            ? default
            : RelationType.TryParse(text, null, out RelationType value)
            ? value
            : throw new JsonException("A relation cannot be white space.");
}
