using System.Diagnostics.CodeAnalysis;
using MedReason.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason;

/// <summary>Replaces and decorates the stages of one pipeline.</summary>
/// <remarks>
/// <c>Use…</c> takes the place of whatever stage is registered for the pipeline's key so far; <c>Decorate…</c> wraps it, and what is used or decorated
/// later comes outermost. A type or a factory's product is a singleton that the container disposes, an instance is its creator's.
/// </remarks>
public static class MedReasonBuilderExtensions
{
    /// <summary>Uses a type as the extractor.</summary>
    /// <typeparam name="T">The extractor; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseEntityExtractor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IEntityExtractor
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IEntityExtractor, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the extractor.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="extractor">The extractor; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseEntityExtractor(this IMedReasonBuilder builder, IEntityExtractor extractor)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(extractor);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, extractor);
        return builder;
    }

    /// <summary>Uses what a factory makes as the extractor.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseEntityExtractor(this IMedReasonBuilder builder, Func<IServiceProvider, IEntityExtractor> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the extractor.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the extractor that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecorateEntityExtractor(this IMedReasonBuilder builder, Func<IEntityExtractor, IServiceProvider, IEntityExtractor> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }

    /// <summary>Uses a type as the linker.</summary>
    /// <typeparam name="T">The linker; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseEntityLinker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IEntityLinker
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IEntityLinker, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the linker.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="linker">The linker; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseEntityLinker(this IMedReasonBuilder builder, IEntityLinker linker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(linker);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, linker);
        return builder;
    }

    /// <summary>Uses what a factory makes as the linker.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseEntityLinker(this IMedReasonBuilder builder, Func<IServiceProvider, IEntityLinker> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the linker.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the linker that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecorateEntityLinker(this IMedReasonBuilder builder, Func<IEntityLinker, IServiceProvider, IEntityLinker> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }

    /// <summary>Uses a type as the finder.</summary>
    /// <typeparam name="T">The finder; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePathFinder<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IPathFinder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IPathFinder, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the finder.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="finder">The finder; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePathFinder(this IMedReasonBuilder builder, IPathFinder finder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(finder);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, finder);
        return builder;
    }

    /// <summary>Uses what a factory makes as the finder.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePathFinder(this IMedReasonBuilder builder, Func<IServiceProvider, IPathFinder> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the finder.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the finder that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecoratePathFinder(this IMedReasonBuilder builder, Func<IPathFinder, IServiceProvider, IPathFinder> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }

    /// <summary>Uses a type as the ranker.</summary>
    /// <typeparam name="T">The ranker; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePathRanker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IPathRanker
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IPathRanker, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the ranker.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="ranker">The ranker; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePathRanker(this IMedReasonBuilder builder, IPathRanker ranker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(ranker);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, ranker);
        return builder;
    }

    /// <summary>Uses what a factory makes as the ranker.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePathRanker(this IMedReasonBuilder builder, Func<IServiceProvider, IPathRanker> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the ranker.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the ranker that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecoratePathRanker(this IMedReasonBuilder builder, Func<IPathRanker, IServiceProvider, IPathRanker> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }

    /// <summary>Uses a type as the writer.</summary>
    /// <typeparam name="T">The writer; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseChainWriter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IChainWriter
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IChainWriter, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the writer.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="writer">The writer; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseChainWriter(this IMedReasonBuilder builder, IChainWriter writer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(writer);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, writer);
        return builder;
    }

    /// <summary>Uses what a factory makes as the writer.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseChainWriter(this IMedReasonBuilder builder, Func<IServiceProvider, IChainWriter> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the writer.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the writer that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecorateChainWriter(this IMedReasonBuilder builder, Func<IChainWriter, IServiceProvider, IChainWriter> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }

    /// <summary>Uses a type as the verifier.</summary>
    /// <typeparam name="T">The verifier; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseChainVerifier<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IChainVerifier
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IChainVerifier, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the verifier.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="verifier">The verifier; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseChainVerifier(this IMedReasonBuilder builder, IChainVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(verifier);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, verifier);
        return builder;
    }

    /// <summary>Uses what a factory makes as the verifier.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseChainVerifier(this IMedReasonBuilder builder, Func<IServiceProvider, IChainVerifier> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the verifier.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the verifier that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecorateChainVerifier(this IMedReasonBuilder builder, Func<IChainVerifier, IServiceProvider, IChainVerifier> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }

    /// <summary>Reasons over the graph of a key.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="graphKey">The key under which the graph is registered; not empty.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="graphKey"/> is empty.</exception>
    public static IMedReasonBuilder UseGraph(this IMedReasonBuilder builder, string graphKey)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(graphKey);
        builder.Services.Configure<MedReasonOptions>(
            builder.ServiceKey ?? Microsoft.Extensions.Options.Options.DefaultName, options => options.GraphKey = graphKey);
        return builder;
    }

    /// <summary>Lays a decorator over the graph, for this pipeline alone and wherever the graph comes from.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator, usually a <see cref="DelegatingKnowledgeGraph"/>; later ones come outermost.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecorateGraph(this IMedReasonBuilder builder, Func<IKnowledgeGraph, IServiceProvider, IKnowledgeGraph> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        var decorator = new KnowledgeGraphDecorator(decorate);
        _ = builder.ServiceKey is null
            ? builder.Services.AddSingleton(decorator)
            : builder.Services.AddKeyedSingleton(builder.ServiceKey, decorator);
        return builder;
    }

    /// <summary>Uses a type as the ranker of diseases.</summary>
    /// <typeparam name="T">The ranker; the container gives its constructor what it asks for.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseDiagnosisRanker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IMedReasonBuilder builder)
        where T : class, IDiagnosisRanker
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceRegistration.Replace<IDiagnosisRanker, T>(builder.Services, builder.ServiceKey);
        return builder;
    }

    /// <summary>Uses an instance as the ranker of diseases.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="ranker">The ranker; its creator disposes it.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseDiagnosisRanker(this IMedReasonBuilder builder, IDiagnosisRanker ranker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(ranker);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, ranker);
        return builder;
    }

    /// <summary>Uses what a factory makes as the ranker of diseases.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes it at the first need.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseDiagnosisRanker(this IMedReasonBuilder builder, Func<IServiceProvider, IDiagnosisRanker> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        ServiceRegistration.Replace(builder.Services, builder.ServiceKey, factory);
        return builder;
    }

    /// <summary>Wraps the ranker of diseases.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator around the ranker that is registered so far.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder DecorateDiagnosisRanker(this IMedReasonBuilder builder, Func<IDiagnosisRanker, IServiceProvider, IDiagnosisRanker> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceRegistration.Decorate(builder.Services, builder.ServiceKey, decorate);
        return builder;
    }
}
