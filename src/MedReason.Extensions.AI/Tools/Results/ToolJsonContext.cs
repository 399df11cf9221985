using System.Text.Json.Serialization;

namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>How results are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ToolError))]
[JsonSerializable(typeof(VerificationResult))]
[JsonSerializable(typeof(EntitiesResult))]
[JsonSerializable(typeof(NodeResult))]
[JsonSerializable(typeof(NeighborsResult))]
[JsonSerializable(typeof(PathsResult))]
[JsonSerializable(typeof(GraphResult))]
[JsonSerializable(typeof(ExplanationResult))]
internal sealed partial class ToolJsonContext : JsonSerializerContext;
