using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace MedReason.Chat;

/// <summary>The JSON schema of a reply type: no additional properties, all required, as providers that enforce schemas expect. Created once per type.</summary>
internal static class StructuredSchema
{
    private static readonly ConditionalWeakTable<JsonTypeInfo, object> Schemas = [];

    private static readonly AIJsonSchemaCreateOptions Options = new()
    {
        TransformOptions = new AIJsonSchemaTransformOptions { DisallowAdditionalProperties = true, RequireAllProperties = true },
    };

    public static JsonElement Get(JsonTypeInfo typeInfo) => (JsonElement)Schemas.GetValue(
        typeInfo, static info => AIJsonUtilities.CreateJsonSchema(info.Type, serializerOptions: info.Options, inferenceOptions: Options));
}
