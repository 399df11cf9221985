using System.Text.Json.Serialization;

namespace MedReason.Profiles;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MappedEntityReply))]
[JsonSerializable(typeof(ReformatReply))]
internal sealed partial class PublishedJsonContext : JsonSerializerContext;
