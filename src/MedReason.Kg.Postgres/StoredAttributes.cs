using System.Collections.ObjectModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedReason.Kg.Postgres;

/// <summary>Represents a statement about an edge as the column of an arc holds it: a JSON object without the members that are not given.</summary>
/// <remarks>JSON writes NUL as an escape, so that the texts need no other encoding.</remarks>
internal sealed class StoredAttributes
{
    private static readonly JsonTypeInfo<StoredAttributes[]> Json = new StoredAttributesContext(
        new JsonSerializerOptions(StoredAttributesContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).StoredAttributesArray;

    public IReadOnlyList<string>? Sources { get; set; }

    public IReadOnlyList<string>? Publications { get; set; }

    public IReadOnlyList<string>? EvidenceCodes { get; set; }

    public KgFrequency? Frequency { get; set; }

    public string? Onset { get; set; }

    public string? Sex { get; set; }

    public double? Confidence { get; set; }

    public SortedDictionary<string, string>? Additional { get; set; }

    /// <summary>Writes the statements about an edge as a JSON array.</summary>
    public static string Write(IEnumerable<KgEdgeAttributes> statements) => JsonSerializer.Serialize([.. statements.Select(From)], Json);

    /// <summary>Reads the statements about an edge.</summary>
    /// <exception cref="KnowledgeGraphException">The text is not what <see cref="Write"/> returns.</exception>
    public static KgEdgeAttributes[] Read(string json)
    {
        try
        {
            return Array.ConvertAll(JsonSerializer.Deserialize(json, Json) ?? [], static stored => stored.ToAttributes());
        }
        catch (JsonException exception)
        {
            throw new KnowledgeGraphException("The attributes of an edge in the database cannot be read; load the graph again.", exception);
        }
    }

    private static StoredAttributes From(KgEdgeAttributes attributes) => new()
    {
        Sources = NullIfEmpty(attributes.Sources),
        Publications = NullIfEmpty(attributes.Publications),
        EvidenceCodes = NullIfEmpty(attributes.EvidenceCodes),
        Frequency = attributes.Frequency,
        Onset = attributes.Onset,
        Sex = attributes.Sex,
        Confidence = attributes.Confidence,
        Additional = attributes.Additional.Count == 0
            ? null
            : new SortedDictionary<string, string>(attributes.Additional.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
    };

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> texts) => texts.Count == 0 ? null : texts;

    private KgEdgeAttributes ToAttributes() => new()
    {
        Sources = Sources ?? [],
        Publications = Publications ?? [],
        EvidenceCodes = EvidenceCodes ?? [],
        Frequency = Frequency,
        Onset = Onset,
        Sex = Sex,
        Confidence = Confidence,
        Additional = Additional is null
            ? ReadOnlyDictionary<string, string>.Empty
            : new SortedDictionary<string, string>(Additional, StringComparer.Ordinal),
    };
}
