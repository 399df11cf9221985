using System.ComponentModel;
using System.Text.Json.Serialization;

namespace MedReason.Paths;

/// <summary>What a model answers that chooses paths.</summary>
internal sealed class PathChoiceReply
{
    /// <summary>The ids of the chosen paths.</summary>
    [Description("The ids of the chosen paths, best first, each exactly as offered.")]
    public required IReadOnlyList<string> Paths { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PathChoiceReply))]
internal sealed partial class PathChoiceJsonContext : JsonSerializerContext;
