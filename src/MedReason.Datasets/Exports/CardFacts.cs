using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Collects what the card reports of the rows, as they are written.</summary>
internal sealed class CardFacts
{
    /// <summary>Rows by dataset, split and role.</summary>
    public SortedDictionary<string, int> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by dataset and grade of the evidence.</summary>
    public SortedDictionary<string, int> Grades { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by name, version and hash of the graph.</summary>
    public SortedDictionary<string, int> Graphs { get; } = new(StringComparer.Ordinal);

    /// <summary>Hops of cited paths by relation family and name of the graph.</summary>
    public SortedDictionary<string, int> CitedRelations { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by prompt name and version.</summary>
    public SortedDictionary<string, int> Prompts { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by mode and by what the writer saw.</summary>
    public SortedDictionary<string, int> Modes { get; } = new(StringComparer.Ordinal);

    /// <summary>Joins the parts of a key and occurs in none of them.</summary>
    public const char Separator = '\u001F';

    public void Add(ExportRow row)
    {
        Count(Sources, string.Join(Separator, row.Dataset, row.Split, row.Role));
        JsonElement root = row.Line.Root;
        string grade = Text(root, "grade");
        Count(Grades, string.Join(Separator, row.Dataset, grade.Length > 0 ? grade : "not graded"));
        JsonElement provenance = Member(root, "provenance");
        Count(Graphs, string.Join(Separator, Text(provenance, "graph_name"), Text(provenance, "graph_version"), Text(provenance, "graph_hash")));
        Count(Modes, string.Join(Separator, Text(provenance, "mode"), Text(provenance, "writer_sees")));
        foreach (JsonElement model in Items(provenance, "models"))
        {
            Count(Models, model.GetString() ?? string.Empty);
        }

        if (Member(provenance, "prompts") is { ValueKind: JsonValueKind.Object } prompts)
        {
            foreach (JsonProperty prompt in prompts.EnumerateObject())
            {
                Count(Prompts, string.Join(Separator, prompt.Name, prompt.Value.GetString()));
            }
        }

        JsonElement[] paths = [.. Items(root, "paths")];
        IEnumerable<int> cited = Items(root, "steps").SelectMany(step => Items(step, "paths")).Select(index => index.GetInt32()).Distinct();
        foreach (int index in cited.Where(index => index >= 0 && index < paths.Length))
        {
            foreach (JsonElement relation in Items(paths[index], "hops").SelectMany(hop => hop.EnumerateArray()))
            {
                Count(CitedRelations, string.Join(Separator, Text(relation, "relation").Split('/')[0], Text(provenance, "graph_name")));
            }
        }
    }

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? member : default;

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static string Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Empty;
}
