using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason.AspNetCore.Replies;

/// <summary>How replies are written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RewardReply))]
[JsonSerializable(typeof(VerifyReply))]
[JsonSerializable(typeof(GraphReply))]
[JsonSerializable(typeof(HealthReply))]
[JsonSerializable(typeof(ProblemReply))]
[JsonSerializable(typeof(ExplainReply))]
[JsonSerializable(typeof(StartedEvent))]
[JsonSerializable(typeof(StageEvent))]
[JsonSerializable(typeof(TextEvent))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EndpointJsonContext : JsonSerializerContext;
