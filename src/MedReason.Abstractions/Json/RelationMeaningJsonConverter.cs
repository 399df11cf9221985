using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Writes a <see cref="RelationMeaning"/> as a JSON string or property name.</summary>
/// <remarks>Public so that hosts can name the type in a source-generated context of their own.</remarks>
public sealed class RelationMeaningJsonConverter : JsonConverter<RelationMeaning>
{
    /// <inheritdoc />
    public override RelationMeaning Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? FromText(reader.GetString()) : throw new JsonException("A meaning is a JSON string.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RelationMeaning value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }

    /// <inheritdoc />
    public override RelationMeaning ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FromText(reader.GetString());

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, RelationMeaning value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Value);
    }

    private static RelationMeaning FromText(string? text) =>
        RelationMeaning.TryParse(text, null, out RelationMeaning value) ? value : throw new JsonException("A meaning cannot be empty or white space.");
}
