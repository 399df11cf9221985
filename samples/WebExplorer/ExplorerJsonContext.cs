using System.Text.Json;
using System.Text.Json.Serialization;
using MedReason;

namespace WebExplorer;

/// <summary>How the samples are written, without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<MedicalQuestion>))]
internal sealed partial class ExplorerJsonContext : JsonSerializerContext
{
    /// <summary>Spells names as the library's own files do. The options decide that, whatever resolver gives the types.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
}
