using System.Text.Json.Serialization;

namespace MedReason.Guide.Tests;

#region own-model-shape
public sealed record Triage(string Urgency, string Reason);

[JsonSerializable(typeof(Triage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class TriageJson : JsonSerializerContext;
#endregion
