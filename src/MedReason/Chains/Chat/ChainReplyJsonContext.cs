using System.Text.Json.Serialization;

namespace MedReason.Chains;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChainReply))]
internal sealed partial class ChainReplyJsonContext : JsonSerializerContext;
