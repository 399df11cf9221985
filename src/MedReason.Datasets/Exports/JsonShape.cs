using System.Text;
using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>The one shape that a value has in every row: which members in which order, and of which type. Immutable.</summary>
internal sealed class JsonShape
{
    public static readonly JsonShape TextValue = new() { Kind = JsonValueKind.String };

    /// <summary>A number that no loader takes for an integer.</summary>
    public static readonly JsonShape Fraction = new() { Kind = JsonValueKind.Number };
    public static readonly JsonShape Integer = new() { Kind = JsonValueKind.Number, IsInteger = true };
    public static readonly JsonShape Truth = new() { Kind = JsonValueKind.True };

    /// <summary>A string in all rows or an integer in all rows.</summary>
    public static readonly JsonShape Identity = new() { Kind = JsonValueKind.Undefined };

    private JsonShape()
    {
    }

    private JsonValueKind Kind { get; init; }

    private bool IsInteger { get; init; }

    private JsonShape? Item { get; init; }

    private IReadOnlyList<(string Name, JsonShape Shape, bool IsRequired)> Members { get; init; } = [];

    public static JsonShape List(JsonShape item) => new() { Kind = JsonValueKind.Array, Item = item };

    public static JsonShape Object(params ReadOnlySpan<(string Name, JsonShape Shape)> members) =>
        new() { Kind = JsonValueKind.Object, Members = [.. members.ToArray().Select(member => (member.Name, member.Shape, true))] };

    /// <summary>Gets the same with members that may be missing.</summary>
    public JsonShape WithOptional(params ReadOnlySpan<(string Name, JsonShape Shape)> members) =>
        new() { Kind = Kind, Members = [.. Members, .. members.ToArray().Select(member => (member.Name, member.Shape, false))] };

    /// <summary>Writes the required members of an object as features of the hub, so that a column has its type also where its lists are empty.</summary>
    public void WriteFeatures(StringBuilder text, bool hasIntegerIds, int indent = 2)
    {
        foreach ((string name, JsonShape shape, _) in Members.Where(member => member.IsRequired))
        {
            text.Append(' ', indent).Append("- name: ").Append(name).Append('\n');
            shape.WriteFeature(text, hasIntegerIds, indent + 2);
        }
    }

    private void WriteFeature(StringBuilder text, bool hasIntegerIds, int indent)
    {
        text.Append(' ', indent);
        switch (Kind)
        {
            case JsonValueKind.Object:
                text.Append("struct:\n");
                WriteFeatures(text, hasIntegerIds, indent);
                break;
            case JsonValueKind.Array when Item!.Kind == JsonValueKind.Object:
                text.Append("list:\n");
                Item.WriteFeatures(text, hasIntegerIds, indent);
                break;
            case JsonValueKind.Array when Item!.Kind == JsonValueKind.Array:
                text.Append("list:\n");
                Item.WriteFeature(text, hasIntegerIds, indent + 2);
                break;
            case JsonValueKind.Array:
                text.Append("list: ").Append(Item!.DataType(hasIntegerIds)).Append('\n');
                break;
            default:
                text.Append("dtype: ").Append(DataType(hasIntegerIds)).Append('\n');
                break;
        }
    }

    private string DataType(bool hasIntegerIds) => Kind switch
    {
        JsonValueKind.Number => IsInteger ? "int64" : "float64",
        JsonValueKind.True => "bool",
        JsonValueKind.Undefined when hasIntegerIds => "int64",
        _ => "string",
    };

    /// <summary>Reports what is not in this shape: the rule that is broken, and where.</summary>
    public void Check(JsonElement value, string path, Action<string, string> report)
    {
        if (!IsKind(value))
        {
            string found = value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.ValueKind.ToString().ToLowerInvariant();
            report(ExportRules.Type, $"expected {Name} at {path}, found {found}");
            return;
        }

        if (Item is not null)
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Item.Check(item, $"{path}[{index++}]", report);
            }
        }
        else if (Kind == JsonValueKind.Object)
        {
            foreach ((string name, JsonShape shape, bool isRequired) in Members)
            {
                if (value.TryGetProperty(name, out JsonElement member))
                {
                    shape.Check(member, $"{path}.{name}", report);
                }
                else if (isRequired)
                {
                    report(ExportRules.MissingKey, $"expected \"{name}\" at {path}, found nothing");
                }
            }

            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (!Members.Any(known => string.Equals(known.Name, member.Name, StringComparison.Ordinal)))
                {
                    report(ExportRules.UnknownKey, $"expected only known members at {path}, found another");
                }
            }
        }
    }

    private string Name => Kind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => IsInteger ? "an integer" : "a number with a point or an exponent",
        JsonValueKind.True => "true or false",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "a string or an integer",
    };

    private bool IsKind(JsonElement value) => Kind switch
    {
        JsonValueKind.Number => value.ValueKind == JsonValueKind.Number
            && (IsInteger ? value.TryGetInt64(out _) : value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0),
        JsonValueKind.True => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        JsonValueKind.Undefined => value.ValueKind == JsonValueKind.String || (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _)),
        _ => value.ValueKind == Kind,
    };
}
