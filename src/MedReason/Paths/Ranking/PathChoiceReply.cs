using System.ComponentModel;
using System.Text.Json.Serialization;

namespace MedReason.Paths;

/// <summary>The reply of a model that chooses paths.</summary>
internal sealed class PathChoiceReply
{
    /// <summary>Gets the ids of the chosen paths.</summary>
    [Description("The ids of the chosen paths, best first, each exactly as offered.")]
    public required IReadOnlyList<string> Paths { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PathChoiceReply))]
internal sealed partial class PathChoiceJsonContext : JsonSerializerContext;
