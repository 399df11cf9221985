using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.Extensions.AI.Tools.Results;

namespace MedReason.Extensions.AI.Tools;

/// <summary>How results of tools are written, without reflection and with the library's own spelling of its types.</summary>
internal static class ToolJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonTypeInfo<ToolError> Error { get; } = (JsonTypeInfo<ToolError>)Options.GetTypeInfo(typeof(ToolError));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(MedReasonJsonUtilities.DefaultOptions);
        options.TypeInfoResolverChain.Add(ToolJsonContext.Default);
        options.MakeReadOnly();
        return options;
    }
}
