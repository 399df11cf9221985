using System.Globalization;
using System.Text.Json;

namespace MedReason.AspNetCore.Requests;

/// <summary>Reads the items of a batch.</summary>
/// <param name="options">What is accepted.</param>
/// <param name="language">The language of the questions.</param>
internal sealed class BatchReader(MedReasonEndpointOptions options, LanguageProfile language)
{
    private const int MaxOptions = 64;
    private const int MaxIdLength = 256;

    private static readonly string[] RootNames = ["items"];
    private static readonly string[] OptionNames = ["label", "text"];
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
            read[at] = ReadItem(item, Index("items", at), names, isAnswerRequired);
            at++;
        }

        return read;
    }

    private BatchItem ReadItem(JsonElement item, string path, string[] names, bool isAnswerRequired)
    {
        JsonElement?[] members = JsonFields.Members(item, path, names);
        string Of(int name) => JsonFields.Join(path, names[name]);
        string question = _fields.Words(members[1], Of(1));
        return new BatchItem
        {
            Id = members[0] is { } id ? ReadId(id, Of(0)) : null,
            Question = ResolveAnswer(
                new MedicalQuestion
                {
                    Id = path,
                    Text = question,
                    Options = members[2] is { } given ? ReadOptions(given, Of(2)) : [],
                    Answer = members[3] is null && !isAnswerRequired ? null : _fields.Words(members[3], Of(3)),
                    Context = members[4] is { } context ? _fields.Text(context, Of(4)) : null,
                    Ask = QuestionWording.DetectAsk(question, language),
                    Seeks = QuestionWording.DetectSeeks(question, language),
                },
                Of(3),
                isAnswerRequired),
            Reference = members[5] is { } reference ? ReadReference(reference, Of(5)) : null,
            Text = _fields.Text(members[6], Of(6)),
        };
    }

    // An answer that names none of the options could never be concluded, and every completion would earn nothing for it without a word.
    private static MedicalQuestion ResolveAnswer(MedicalQuestion question, string path, bool isAnswerRequired)
    {
        MedicalQuestion resolved = ForeignChainReader.ResolveAnswer(question);
        return isAnswerRequired && resolved.Options.Count > 0 && resolved.AnswerLabel is null
            ? throw new RequestFault(path, "expected the label or the text of one of the options, found neither")
            : resolved;
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

    private AnswerOption[] ReadOptions(JsonElement given, string path)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<AnswerOption>();
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in given.EnumerateObject())
            {
                string at = Index(path, found.Count);
                Add(_fields.Name(member, at), _fields.Words(member.Value, at), at);
            }
        }
        else if (given.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement option in given.EnumerateArray())
            {
                string at = Index(path, found.Count);
                JsonElement?[] members = JsonFields.Members(option, at, OptionNames);
                Add(_fields.Words(members[0], JsonFields.Join(at, OptionNames[0])), _fields.Words(members[1], JsonFields.Join(at, OptionNames[1])), at);
            }
        }
        else
        {
            throw new RequestFault(path, $"expected an object of labels and texts or an array, found {JsonFields.NameOf(given.ValueKind)}");
        }

        return [.. found];

        void Add(string label, string text, string at)
        {
            if (found.Count == MaxOptions)
            {
                throw new RequestFault(path, string.Create(CultureInfo.InvariantCulture, $"expected at most {MaxOptions} options, found more"));
            }

            if (!labels.Add(label))
            {
                throw new RequestFault(at, "expected a label of its own, found that of another option");
            }

            found.Add(new AnswerOption { Label = label, Text = text });
        }
    }

    private KgEdge[] ReadReference(JsonElement reference, string path)
    {
        JsonFields.Require(reference, JsonValueKind.Array, path, "an array of edges");
        var edges = new List<KgEdge>();
        foreach (JsonElement edge in reference.EnumerateArray())
        {
            string at = Index(path, edges.Count);
            JsonFields.Require(edge, JsonValueKind.Array, at, "an array of subject id, relation and object id");
            if (edge.GetArrayLength() != EdgeParts.Length)
            {
                throw new RequestFault(at, string.Create(
                    CultureInfo.InvariantCulture, $"expected subject id, relation and object id, found {edge.GetArrayLength()} values"));
            }

            string Part(int part) => _fields.Words(edge[part], Index(at, part));
            edges.Add(new KgEdge { Source = new NodeId(Part(0)), Relation = new RelationType(Part(1)), Target = new NodeId(Part(2)) });
        }

        return edges.Count == 0 ? throw new RequestFault(path, "expected at least one edge; leave the member out where there is no reference") : [.. edges];
    }

    private static string Index(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
