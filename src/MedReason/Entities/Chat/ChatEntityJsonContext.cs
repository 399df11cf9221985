using System.Text.Json.Serialization;

namespace MedReason;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExtractionReply))]
[JsonSerializable(typeof(SettlementReply))]
internal sealed partial class ChatEntityJsonContext : JsonSerializerContext;
