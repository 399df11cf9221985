using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Tests;

/// <summary>Pipelines of the presets over a graph and a client.</summary>
internal static class ProfilePipeline
{
    public static ReasoningPipeline Default(IKnowledgeGraph graph, IChatClient client, RunOptions? options = null) =>
        Create(graph, client, options, builder => builder.UseModelStages());

    public static ReasoningPipeline Published(IKnowledgeGraph graph, IChatClient client, RunOptions? options = null) =>
        Create(graph, client, options, builder => builder.UsePublishedProfile());

    private static ReasoningPipeline Create(IKnowledgeGraph graph, IChatClient client, RunOptions? options, Action<IMedReasonBuilder> preset)
    {
        var services = new ServiceCollection();
        preset(services.AddSingleton(client).AddKnowledgeGraph(graph).AddMedReason(pipeline => pipeline.Run = options ?? pipeline.Run));
        return services.BuildServiceProvider().GetRequiredService<ReasoningPipeline>();
    }
}
