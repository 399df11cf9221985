using System.Text.Json.Serialization;
using MedReason.Datasets;

namespace MedReason.Runs;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(QuestionRow))]
internal sealed partial class QuestionRowJsonContext : JsonSerializerContext;
