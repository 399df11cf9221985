using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Writes a <see cref="KgFrequency"/> as a JSON string, as its source writes it.</summary>
/// <remarks>Public so that hosts can name the type in a source-generated context of their own.</remarks>
public sealed class KgFrequencyJsonConverter : JsonConverter<KgFrequency>
{
    /// <inheritdoc />
    public override KgFrequency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && KgFrequency.TryParse(reader.GetString(), null, out KgFrequency? value)
            ? value
            : throw new JsonException("A frequency is a JSON string such as \"7/10\", \"45%\" or \"HP:0040282\".");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, KgFrequency value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Text);
    }
}
