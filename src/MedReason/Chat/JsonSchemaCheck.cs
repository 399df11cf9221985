using System.Globalization;
using System.Text.Json;

namespace MedReason.Chat;

/// <summary>
/// Checks JSON against the schemas that <see cref="StructuredSchema"/> makes: <c>type</c>, <c>properties</c>, <c>required</c>,
/// <c>additionalProperties: false</c>, <c>items</c>, <c>enum</c>, <c>const</c>, <c>anyOf</c> and local <c>$ref</c>. Other keywords are words for the model.
/// </summary>
internal static class JsonSchemaCheck
{
    /// <summary>The first deviation, with its place and without the reply's text, or null.</summary>
    public static string? FindError(JsonElement schema, JsonElement value) => FindError(schema, schema, value, "$");

    private static string? FindError(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.False ? $"{path} is not allowed" : null;
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return Resolve(root, reference.GetString()) is { } target ? FindError(root, target, value, path) : null;
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !HasType(type, value))
        {
            return $"{path} should be {Describe(type)}";
        }

        if (schema.TryGetProperty("enum", out JsonElement choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            return $"{path} should be one of {choices.GetRawText()}";
        }

        if (schema.TryGetProperty("const", out JsonElement constant) && !JsonElement.DeepEquals(constant, value))
        {
            return $"{path} should be {constant.GetRawText()}";
        }

        if (schema.TryGetProperty("anyOf", out JsonElement alternatives)
            && alternatives.EnumerateArray().All(alternative => FindError(root, alternative, value, path) is not null))
        {
            return $"{path} has none of the allowed shapes";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => FindErrorInObject(root, schema, value, path),
            JsonValueKind.Array => FindErrorInArray(root, schema, value, path),
            _ => null,
        };
    }

    private static string? FindErrorInObject(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                {
                    return $"{path}.{name.GetString()} is missing";
                }
            }
        }

        bool isClosed = schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.False;
        schema.TryGetProperty("properties", out JsonElement properties);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(property.Name, out JsonElement ofProperty))
            {
                if (FindError(root, ofProperty, property.Value, $"{path}.{property.Name}") is { } error)
                {
                    return error;
                }
            }
            else if (isClosed)
            {
                return $"{path} has a property that was not asked for";
            }
            else if (additional.ValueKind == JsonValueKind.Object && FindError(root, additional, property.Value, $"{path}.*") is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? FindErrorInArray(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("items", out JsonElement items))
        {
            return null;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (FindError(root, items, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")) is { } error)
            {
                return error;
            }

            index++;
        }

        return null;
    }

    private static bool HasType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => HasType(one.GetString(), value))
        : HasType(type.GetString(), value);

    private static bool HasType(string? type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => true,
    };

    private static string Describe(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array
            ? string.Join(" or ", type.EnumerateArray().Select(one => one.GetString()))
            : type.GetString() ?? "something else";

    /// <summary>Follows a JSON pointer into the schema itself, such as <c>#/properties/steps/items</c>.</summary>
    private static JsonElement? Resolve(JsonElement root, string? reference)
    {
        if (reference is null || !reference.StartsWith('#'))
        {
            return null;
        }

        JsonElement at = root;
        foreach (string part in reference.Split('/').Skip(1))
        {
            string name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
