using System.Diagnostics.CodeAnalysis;
using MedReason.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Registers pipelines and graphs.</summary>
public static class MedReasonServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ReasoningPipeline"/> with the default stages, all singletons. Calling it again adds configuration and nothing else.
    /// </summary>
    /// <remarks>
    /// A stage that the host registers under its interface wins, before or after this call. The stages need no model. The graph is registered apart, in any
    /// order: <c>AddPrimeKg(...)</c> or <see cref="AddKnowledgeGraph{TGraph}(IServiceCollection)"/>. At a host's start options are validated, and so is that
    /// there is one graph, and the pipeline is made, so that anything that a stage lacks is reported then; without a host the first resolution reports it.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>A builder for this pipeline.</returns>
    public static IMedReasonBuilder AddMedReason(this IServiceCollection services, Action<MedReasonOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Add(services, null, configure);
    }

    /// <summary>
    /// Registers a <see cref="ReasoningPipeline"/> under a key, with stages of that key only; a graph without a key serves where the key has none.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key; not empty.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>A builder for this pipeline.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is empty.</exception>
    public static IMedReasonBuilder AddKeyedMedReason(this IServiceCollection services, string serviceKey, Action<MedReasonOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceKey);
        return Add(services, serviceKey, configure);
    }

    /// <summary>Registers a graph type, made and disposed by the container.</summary>
    /// <typeparam name="TGraph">The graph.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKnowledgeGraph<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TGraph>(
        this IServiceCollection services)
        where TGraph : class, IKnowledgeGraph
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<IKnowledgeGraph, TGraph>();
    }

    /// <summary>Registers a graph that the caller has made and will dispose.</summary>
    /// <param name="services">The services.</param>
    /// <param name="graph">The graph.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKnowledgeGraph(this IServiceCollection services, IKnowledgeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(graph);
        return services.AddSingleton(graph);
    }

    /// <summary>Registers a graph by a factory; the container disposes what it makes.</summary>
    /// <param name="services">The services.</param>
    /// <param name="factory">Makes the graph: at a host's start where a pipeline reasons over it, else at the first need.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKnowledgeGraph(this IServiceCollection services, Func<IServiceProvider, IKnowledgeGraph> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddSingleton(factory);
    }

    /// <summary>Registers a graph type under a key, made and disposed by the container.</summary>
    /// <typeparam name="TGraph">The graph.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key; not empty.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is empty.</exception>
    public static IServiceCollection AddKeyedKnowledgeGraph<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TGraph>(
        this IServiceCollection services, string serviceKey)
        where TGraph : class, IKnowledgeGraph
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceKey);
        return services.AddKeyedSingleton<IKnowledgeGraph, TGraph>(serviceKey);
    }

    /// <summary>Registers a graph under a key that the caller has made and will dispose.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key; not empty.</param>
    /// <param name="graph">The graph.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is empty.</exception>
    public static IServiceCollection AddKeyedKnowledgeGraph(this IServiceCollection services, string serviceKey, IKnowledgeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceKey);
        ArgumentNullException.ThrowIfNull(graph);
        return services.AddKeyedSingleton(serviceKey, graph);
    }

    /// <summary>Registers a graph under a key by a factory; the container disposes what it makes.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key; not empty.</param>
    /// <param name="factory">Makes the graph: at a host's start where a pipeline reasons over it, else at the first need.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is empty.</exception>
    public static IServiceCollection AddKeyedKnowledgeGraph(
        this IServiceCollection services, string serviceKey, Func<IServiceProvider, IKnowledgeGraph> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceKey);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddKeyedSingleton(serviceKey, (provider, _) => factory(provider));
    }

    private static MedReasonBuilder Add(IServiceCollection services, string? key, Action<MedReasonOptions>? configure)
    {
        string name = key ?? Options.DefaultName;
        OptionsBuilder<MedReasonOptions> options = services.AddOptions<MedReasonOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MedReasonOptions>, MedReasonOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MedReasonOptions>, StageOptionsValidator>());
        bool isKnown = services.Any(descriptor => descriptor.ServiceType == typeof(ReasoningPipeline) && Equals(descriptor.ServiceKey, key));
        if (!isKnown)
        {
            options.ValidateOnStart();
            services.AddSingleton<IValidateOptions<MedReasonOptions>>(provider => new GraphRegistrationValidator(name, services, provider));
            services.AddOptions<PipelineStart>(name).Validate<IServiceProvider>((_, provider) => PipelineServices.TryMake(provider, key)).ValidateOnStart();
        }

        ServiceRegistration.TryAdd(
            services, key, provider => new SharedLexicon(new LexiconEntityExtractor(PipelineServices.GetOptions(provider, key).Extractor)));
        ServiceRegistration.TryAdd<IEntityExtractor>(services, key, provider => PipelineServices.GetLexicon(provider, key));
        ServiceRegistration.TryAdd<IEntityLinker>(services, key, provider => new EntityLinker(PipelineServices.GetOptions(provider, key).Linker));
        ServiceRegistration.TryAdd<IPathFinder>(services, key, provider => new ShortestPathFinder(PipelineServices.GetOptions(provider, key).Finder));
        ServiceRegistration.TryAdd<IPathRanker>(services, key, provider => new EvidencePathRanker(PipelineServices.GetOptions(provider, key).Ranker));
        ServiceRegistration.TryAdd<IChainWriter>(services, key, _ => new TemplateChainWriter());
        ServiceRegistration.TryAdd<IChainVerifier>(
            services, key, provider => CompositeChainVerifier.CreateDefault(null, PipelineServices.GetLexicon(provider, key)));
        ServiceRegistration.TryAdd<IDiagnosisRanker>(
            services, key, provider => new DiagnosisRanker(PipelineServices.GetOptions(provider, key).Diagnosis));
        ServiceRegistration.TryAdd(services, key, provider => PipelineServices.CreatePipeline(provider, key));
        return new MedReasonBuilder(services, key);
    }
}
