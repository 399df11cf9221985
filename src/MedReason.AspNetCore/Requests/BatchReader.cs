using System.Globalization;
using System.Text.Json;

namespace MedReason.AspNetCore.Requests;

/// <summary>Reads the items of a batch.</summary>
/// <param name="options">What is accepted.</param>
/// <param name="language">The language of the questions.</param>
internal sealed class BatchReader(MedReasonEndpointOptions options, LanguageProfile language)
{
    private const int MaxIdLength = 256;

    private static readonly string[] RootNames = ["items"];
    private static readonly string[] EdgeParts = ["the id of a subject", "a relation", "the id of an object"];

    private readonly JsonFields _fields = new(options.MaxTextLength);

    /// <summary>Reads a batch of completions, whose answers have to be known.</summary>
    /// <exception cref="RequestFault">A member is wrong.</exception>
    public BatchItem[] ReadCompletions(JsonElement root) => Read(root, "completion", isAnswerRequired: true);

    /// <summary>Reads a batch of texts.</summary>
    /// <exception cref="RequestFault">A member is wrong.</exception>
    public BatchItem[] ReadTexts(JsonElement root) => Read(root, "text", isAnswerRequired: false);

    private BatchItem[] Read(JsonElement root, string textName, bool isAnswerRequired)
    {
        JsonElement items = JsonFields.Required(JsonFields.Members(root, "body", RootNames)[0], "items", "an array");
        JsonFields.Require(items, JsonValueKind.Array, "items", "an array");
        int count = items.GetArrayLength();
        if (count < 1 || count > options.MaxItems)
        {
            throw new RequestFault("items", string.Create(CultureInfo.InvariantCulture, $"expected 1 to {options.MaxItems} items, found {count}"));
        }

        string[] names = ["id", "question", "options", "answer", "context", "reference", textName];
        var read = new BatchItem[count];
        int at = 0;
        foreach (JsonElement item in items.EnumerateArray())
        {
            read[at] = ReadItem(item, QuestionFields.Index("items", at), names, isAnswerRequired);
            at++;
        }

        return read;
    }

    private BatchItem ReadItem(JsonElement item, string path, string[] names, bool isAnswerRequired)
    {
        JsonElement?[] members = JsonFields.Members(item, path, names);
        string Of(int name) => JsonFields.Join(path, names[name]);
        return new BatchItem
        {
            Id = members[0] is { } id ? ReadId(id, Of(0)) : null,
            Question = new QuestionFields(_fields, language).Read(path, path, members[1], members[2], members[3], members[4], isAnswerRequired),
            Reference = members[5] is { } reference ? ReadReference(reference, Of(5)) : null,
            Text = _fields.Text(members[6], Of(6)),
        };
    }

    private JsonElement ReadId(JsonElement id, string path)
    {
        if (id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            throw new RequestFault(path, $"expected a text or a number, found {JsonFields.NameOf(id.ValueKind)}");
        }

        int length = id.ValueKind == JsonValueKind.String ? _fields.Text(id, path).Length : id.GetRawText().Length;
        return length <= MaxIdLength
            ? id
            : throw new RequestFault(path, string.Create(CultureInfo.InvariantCulture, $"expected at most {MaxIdLength} characters, found {length}"));
    }

    private KgEdge[] ReadReference(JsonElement reference, string path)
    {
        JsonFields.Require(reference, JsonValueKind.Array, path, "an array of edges");
        var edges = new List<KgEdge>();
        foreach (JsonElement edge in reference.EnumerateArray())
        {
            string at = QuestionFields.Index(path, edges.Count);
            JsonFields.Require(edge, JsonValueKind.Array, at, "an array of subject id, relation and object id");
            if (edge.GetArrayLength() != EdgeParts.Length)
            {
                throw new RequestFault(at, string.Create(
                    CultureInfo.InvariantCulture, $"expected subject id, relation and object id, found {edge.GetArrayLength()} values"));
            }

            string Part(int part) => _fields.Words(edge[part], QuestionFields.Index(at, part));
            edges.Add(new KgEdge { Source = new NodeId(Part(0)), Relation = new RelationType(Part(1)), Target = new NodeId(Part(2)) });
        }

        return edges.Count == 0 ? throw new RequestFault(path, "expected at least one edge; leave the member out where there is no reference") : [.. edges];
    }
}
