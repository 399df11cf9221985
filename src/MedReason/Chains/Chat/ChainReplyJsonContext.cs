using System.Text.Json.Serialization;

namespace MedReason;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChainReply))]
internal sealed partial class ChainReplyJsonContext : JsonSerializerContext;
