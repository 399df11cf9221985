using System.Text.Json.Serialization;

namespace MedReason.Verification;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OptionReply))]
[JsonSerializable(typeof(AnswerReply))]
[JsonSerializable(typeof(JudgementReply))]
internal sealed partial class VerificationJsonContext : JsonSerializerContext;
