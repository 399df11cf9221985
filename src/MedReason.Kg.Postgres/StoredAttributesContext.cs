using System.Text.Json.Serialization;

namespace MedReason.Kg.Postgres;

/// <summary>The source-generated JSON of <see cref="StoredAttributes"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StoredAttributes[]))]
internal sealed partial class StoredAttributesContext : JsonSerializerContext;
