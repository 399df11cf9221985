using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedReason.DependencyInjection;

/// <summary>Puts a pipeline together out of services.</summary>
internal static class PipelineServices
{
    /// <summary>Makes the pipeline of a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key; null for the pipeline without one.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="InvalidOperationException">A stage asks for what is not registered.</exception>
    public static ReasoningPipeline CreatePipeline(IServiceProvider services, string? key)
    {
        try
        {
            return MakePipeline(services, key);
        }
        catch (InvalidOperationException exception) when (ProfileValidator.IsMissingClient(exception))
        {
            throw new InvalidOperationException(ProfileValidator.StageMessage, exception);
        }
    }

    /// <summary>Makes the pipeline of a key to see whether that can be done; the container keeps it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key; null for the pipeline without one.</param>
    /// <returns>True; what is missing throws.</returns>
    public static bool TryMake(IServiceProvider services, string? key)
    {
        try
        {
            Get<ReasoningPipeline>(services, key);
        }
        catch (OptionsValidationException exception) when (exception.OptionsType.Namespace?.StartsWith(nameof(MedReason), StringComparison.Ordinal) == true)
        {
            // These options are validated at start themselves; one report is enough.
        }

        return true;
    }

    private static ReasoningPipeline MakePipeline(IServiceProvider services, string? key)
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
        ?? throw new InvalidOperationException(ProfileValidator.ProfileMessage);

    // That there is one was validated with the options.
    private static IKnowledgeGraph GetGraph(IServiceProvider services, string? key, string? graphKey) =>
        graphKey is not null ? services.GetRequiredKeyedService<IKnowledgeGraph>(graphKey)
        : (key is null ? null : services.GetKeyedService<IKnowledgeGraph>(key)) ?? services.GetRequiredService<IKnowledgeGraph>();

    private static T Get<T>(IServiceProvider services, string? key)
        where T : notnull => key is null ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(key);
}
