using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedReason;

/// <summary>How this library reads and writes its types as JSON.</summary>
public static class MedReasonJsonUtilities
{
    /// <summary>
    /// Source-generated options that round-trip every result type without reflection: names and enumeration values in snake_case, null left out,
    /// no indentation. A null where the contract has none is refused on reading. Read-only. Non-ASCII text is written as it is, so the output belongs in
    /// JSON files and not unescaped into HTML.
    /// </summary>
    /// <remarks>To add types of one's own: <c>new JsonSerializerOptions(DefaultOptions)</c> and insert a resolver into its chain.</remarks>
    public static JsonSerializerOptions DefaultOptions { get; } = Create();

    /// <summary>
    /// Writes the members of a path, <c>"nodes":[{"id","name","type"}],"hops":[[{"relation","forward","polarity"}]]</c>, into an object that is open,
    /// so that a row can say more of a path than its nodes and hops.
    /// </summary>
    /// <param name="writer">Where to; inside an object.</param>
    /// <param name="path">The path.</param>
    public static void WriteMembers(Utf8JsonWriter writer, KgPath path)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(path);
        KgPathJsonConverter.WriteMembers(writer, path);
    }

    // Most statements about an edge give few of the members, and rows hold many statements.
    private static void OmitEmpty(JsonTypeInfo typeInfo)
    {
        if (typeInfo.Type == typeof(KgEdgeAttributes) || typeInfo.Type == typeof(KgEdge))
        {
            foreach (JsonPropertyInfo property in typeInfo.Properties)
            {
                property.ShouldSerialize = static (_, value) => value is not (null or ICollection { Count: 0 });
            }
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(MedReasonJsonContext.Default.Options)
        {
            TypeInfoResolver = MedReasonJsonContext.Default.WithAddedModifier(OmitEmpty),
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly();
        return options;
    }
}
