using System.Collections.Frozen;
using MedReason.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.AspNetCore.Mcp;

/// <summary>The functions that tools and resources of the server are made of, over one pipeline.</summary>
internal sealed class McpParts
{
    /// <summary>Creates the functions over a registered pipeline.</summary>
    /// <exception cref="InvalidOperationException">No pipeline is registered.</exception>
    public McpParts(IServiceProvider services, McpSettings settings)
    {
        GraphService.RequirePipeline(services, settings.ServiceKey, nameof(MedReasonMcpExtensions.AddMedReasonMcp));
        ReasoningPipeline pipeline = settings.ServiceKey is { } key
            ? services.GetRequiredKeyedService<ReasoningPipeline>(key)
            : services.GetRequiredService<ReasoningPipeline>();
        Pipeline = pipeline;
        Functions = pipeline.Graph.AsAITools(settings.Options).OfType<AIFunction>().Append(pipeline.AsAIFunction(settings.Options))
            .ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets the pipeline.</summary>
    public ReasoningPipeline Pipeline { get; }

    /// <summary>Gets the functions by name.</summary>
    public FrozenDictionary<string, AIFunction> Functions { get; }
}
