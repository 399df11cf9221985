using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>
/// Writes a path as <c>{"nodes":[{"id","name","type"}],"hops":[[{"relation","forward","polarity"}]]}</c>, the form of the command's rows.
/// </summary>
/// <remarks>A hop without a polarity is affirmed; one with an unknown polarity is refused. Further members are read over.</remarks>
public sealed class KgPathJsonConverter : JsonConverter<KgPath>
{
    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, KgPath value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        WriteMembers(writer, value);
        writer.WriteEndObject();
    }

    /// <inheritdoc />
    public override KgPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("nodes", out JsonElement nodes) || nodes.ValueKind != JsonValueKind.Array
            || !root.TryGetProperty("hops", out JsonElement hops) || hops.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("A path is an object with the arrays \"nodes\" and \"hops\".");
        }

        if (hops.GetArrayLength() != nodes.GetArrayLength() - 1)
        {
            throw new JsonException("A path has one hop fewer than nodes.");
        }

        return new KgPath
        {
            Nodes = [.. nodes.EnumerateArray().Select(ReadNode)],
            Hops = [.. hops.EnumerateArray().Select(ReadHop)],
        };
    }

    internal static void WriteMembers(Utf8JsonWriter writer, KgPath value)
    {
        writer.WriteStartArray("nodes");
        foreach (KgNode node in value.Nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", node.Id.Value);
            writer.WriteString("name", node.Name);
            writer.WriteString("type", node.Type.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("hops");
        foreach (KgHop hop in value.Hops)
        {
            writer.WriteStartArray();
            foreach (KgHopRelation relation in hop.Relations)
            {
                writer.WriteStartObject();
                writer.WriteString("relation", relation.Relation.Value);
                writer.WriteBoolean("forward", relation.IsForward);
                writer.WriteString("polarity", PolarityName(relation.Polarity));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static KgNode ReadNode(JsonElement node) => new()
    {
        Id = NodeId.TryParse(Text(node, "id"), null, out NodeId id) ? id : throw new JsonException("A path's node has an id."),
        Name = Text(node, "name"),
        Type = NodeType.TryParse(Text(node, "type"), null, out NodeType type) ? type : default,
    };

    private static KgHop ReadHop(JsonElement hop) => hop.ValueKind == JsonValueKind.Array && hop.GetArrayLength() > 0
        ? new KgHop { Relations = [.. hop.EnumerateArray().Select(ReadRelation)] }
        : throw new JsonException("A path's hop is an array of at least one relation.");

    private static KgHopRelation ReadRelation(JsonElement relation) => new()
    {
        Relation = RelationType.TryParse(Text(relation, "relation"), null, out RelationType type) ? type : throw new JsonException("A hop has a relation."),
        IsForward = relation.TryGetProperty("forward", out JsonElement forward) && forward.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? forward.GetBoolean()
            : throw new JsonException("A hop's \"forward\" is true or false."),
        Polarity = relation.TryGetProperty("polarity", out JsonElement polarity)
            ? PolarityOf(polarity.ValueKind == JsonValueKind.String ? polarity.GetString() : null)
            : Polarity.Affirmed,
    };

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"A path's part has a string \"{name}\".");

    private static string PolarityName(Polarity polarity) => polarity switch
    {
        Polarity.Affirmed => "affirmed",
        Polarity.Absent => "absent",
        Polarity.Contraindicated => "contraindicated",
        _ => throw new JsonException("Unknown polarity."),
    };

    private static Polarity PolarityOf(string? name) => name switch
    {
        "affirmed" => Polarity.Affirmed,
        "absent" => Polarity.Absent,
        "contraindicated" => Polarity.Contraindicated,
        _ => throw new JsonException("A polarity is affirmed, absent or contraindicated."),
    };
}
