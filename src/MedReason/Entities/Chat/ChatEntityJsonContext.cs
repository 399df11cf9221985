using System.Text.Json.Serialization;

namespace MedReason.Entities;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExtractionReply))]
[JsonSerializable(typeof(SettlementReply))]
internal sealed partial class ChatEntityJsonContext : JsonSerializerContext;
