using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Puts a pipeline together out of services.</summary>
internal static class PipelineServices
{
    /// <summary>Makes the pipeline of a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key; null for the pipeline without one.</param>
    /// <returns>The pipeline.</returns>
    public static ReasoningPipeline CreatePipeline(IServiceProvider services, string? key)
    {
        MedReasonOptions options = GetOptions(services, key);
        IKnowledgeGraph graph = GetGraph(services, key, options.GraphKey);
        IEnumerable<KnowledgeGraphDecorator> decorators = key is null
            ? services.GetServices<KnowledgeGraphDecorator>()
            : services.GetKeyedServices<KnowledgeGraphDecorator>(key);
        foreach (KnowledgeGraphDecorator decorator in decorators)
        {
            graph = decorator.Decorate(graph, services);
        }

        return new ReasoningPipeline(
            graph,
            Get<IEntityExtractor>(services, key),
            Get<IEntityLinker>(services, key),
            Get<IPathFinder>(services, key),
            Get<IPathRanker>(services, key),
            Get<IChainWriter>(services, key),
            Get<IChainVerifier>(services, key),
            options.Run,
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<ReasoningPipeline>>());
    }

    /// <summary>The options of a pipeline.</summary>
    public static MedReasonOptions GetOptions(IServiceProvider services, string? key) =>
        services.GetRequiredService<IOptionsMonitor<MedReasonOptions>>().Get(key ?? Options.DefaultName);

    /// <summary>The lexicon of a pipeline.</summary>
    public static LexiconEntityExtractor GetLexicon(IServiceProvider services, string? key) => Get<SharedLexicon>(services, key).Extractor;

    /// <summary>The model of a pipeline: under its key, else the one without a key.</summary>
    public static IChatClient GetChatClient(IServiceProvider services, string? key) =>
        (key is null ? null : services.GetKeyedService<IChatClient>(key))
        ?? services.GetService<IChatClient>()
        ?? throw new InvalidOperationException(ChatClientRegistrationValidator.Message);

    /// <summary>What to write where a pipeline has no graph; null where it has one.</summary>
    public static string? FindMissingGraph(IServiceProvider services, string? key, string? graphKey)
    {
        var known = services.GetService<IServiceProviderIsKeyedService>();
        if (known is null)
        {
            return null;
        }

        bool IsKnown(string? name) => name is null
            ? known.IsService(typeof(IKnowledgeGraph))
            : known.IsKeyedService(typeof(IKnowledgeGraph), name);

        if (graphKey is not null)
        {
            return IsKnown(graphKey)
                ? null
                : $"Register the knowledge graph '{graphKey}': services.AddKeyedPrimeKg(\"{graphKey}\", ...) or services.AddKeyedKnowledgeGraph<T>(\"{graphKey}\").";
        }

        return IsKnown(key) || IsKnown(null) ? null : "Register a knowledge graph: services.AddPrimeKg(...) or services.AddKnowledgeGraph<T>().";
    }

    private static IKnowledgeGraph GetGraph(IServiceProvider services, string? key, string? graphKey)
    {
        IKnowledgeGraph? graph = graphKey is not null ? services.GetKeyedService<IKnowledgeGraph>(graphKey)
            : key is null ? services.GetService<IKnowledgeGraph>()
            : services.GetKeyedService<IKnowledgeGraph>(key) ?? services.GetService<IKnowledgeGraph>();
        return graph ?? throw new InvalidOperationException(FindMissingGraph(services, key, graphKey) ?? "Register a knowledge graph.");
    }

    private static T Get<T>(IServiceProvider services, string? key)
        where T : notnull => key is null ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(key);
}
