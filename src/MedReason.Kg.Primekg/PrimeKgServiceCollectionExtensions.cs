using MedReason.Kg.Primekg;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Registers PrimeKG as the knowledge graph.</summary>
public static class PrimeKgServiceCollectionExtensions
{
    /// <summary>Registers a <see cref="PrimeKgKnowledgeGraph"/> as the <see cref="IKnowledgeGraph"/>. A pipeline refuses to start with a second one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets at least <see cref="PrimeKgOptions.Path"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPrimeKg(this IServiceCollection services, Action<PrimeKgOptions> configure)
    {
        AddOptions(services, Options.DefaultName, configure);
        services.AddSingleton<IKnowledgeGraph>(static provider => Create(provider, Options.DefaultName));
        return services;
    }

    /// <summary>Registers a <see cref="PrimeKgKnowledgeGraph"/> as the <see cref="IKnowledgeGraph"/> of a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key; not empty.</param>
    /// <param name="configure">Sets at least <see cref="PrimeKgOptions.Path"/>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is empty.</exception>
    public static IServiceCollection AddKeyedPrimeKg(this IServiceCollection services, string serviceKey, Action<PrimeKgOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(serviceKey);
        AddOptions(services, serviceKey, configure);
        services.AddKeyedSingleton<IKnowledgeGraph>(serviceKey, static (provider, key) => Create(provider, (string)key!));
        return services;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<PrimeKgOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PrimeKgOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PrimeKgOptions>, PrimeKgOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PrimeKgOptions>, PrimeKgFileValidator>());
    }

    private static PrimeKgKnowledgeGraph Create(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<IOptionsMonitor<PrimeKgOptions>>().Get(name), provider.GetService<TimeProvider>());
}
