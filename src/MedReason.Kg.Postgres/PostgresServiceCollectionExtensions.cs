using MedReason.Kg.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MedReason;

/// <summary>Registers a graph in PostgreSQL as the knowledge graph.</summary>
public static class PostgresServiceCollectionExtensions
{
    private const string NoDatabase =
        $"A graph in PostgreSQL needs a database: set {nameof(PostgresKnowledgeGraphOptions)}.{nameof(PostgresKnowledgeGraphOptions.ConnectionString)}, "
            + $"or register an {nameof(NpgsqlDataSource)}.";

    /// <summary>Registers a <see cref="PostgresKnowledgeGraph"/> as the <see cref="IKnowledgeGraph"/>. A second one makes a pipeline refuse to start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">
    /// Sets <see cref="PostgresKnowledgeGraphOptions.ConnectionString"/>; null, or without one, the graph uses the registered
    /// <see cref="NpgsqlDataSource"/> and leaves it to the host.
    /// </param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPostgresKnowledgeGraph(this IServiceCollection services, Action<PostgresKnowledgeGraphOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, Options.DefaultName, configure, static provider => provider.GetService<NpgsqlDataSource>());
        services.AddSingleton<IKnowledgeGraph>(static provider =>
            Create(provider, Options.DefaultName, static provider => provider.GetService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>Registers a <see cref="PostgresKnowledgeGraph"/> as the <see cref="IKnowledgeGraph"/> of a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key; not empty.</param>
    /// <param name="configure">
    /// Sets <see cref="PostgresKnowledgeGraphOptions.ConnectionString"/>; null, or without one, the graph uses the <see cref="NpgsqlDataSource"/> of the
    /// same key, else the one without a key, and leaves it to the host.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is empty.</exception>
    public static IServiceCollection AddKeyedPostgresKnowledgeGraph(
        this IServiceCollection services, string serviceKey, Action<PostgresKnowledgeGraphOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(serviceKey);
        AddOptions(services, serviceKey, configure, provider => FindKeyed(provider, serviceKey));
        services.AddKeyedSingleton<IKnowledgeGraph>(serviceKey, static (provider, key) =>
            Create(provider, (string)key!, provider => FindKeyed(provider, (string)key!)));
        return services;
    }

    private static NpgsqlDataSource? FindKeyed(IServiceProvider provider, string key) =>
        provider.GetKeyedService<NpgsqlDataSource>(key) ?? provider.GetService<NpgsqlDataSource>();

    private static void AddOptions(
        IServiceCollection services, string name, Action<PostgresKnowledgeGraphOptions>? configure, Func<IServiceProvider, NpgsqlDataSource?> find)
    {
        services.AddOptions<PostgresKnowledgeGraphOptions>(name)
            .Configure(configure ?? (static _ => { }))
            .Validate(static options => options.HasReadableConnectionString(), PostgresKnowledgeGraphOptionsValidator.BadConnectionString)
            .Validate<IServiceProvider>((options, provider) => options.ConnectionString is not null || find(provider) is not null, NoDatabase)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresKnowledgeGraphOptions>, PostgresKnowledgeGraphOptionsValidator>());
    }

    private static PostgresKnowledgeGraph Create(IServiceProvider provider, string name, Func<IServiceProvider, NpgsqlDataSource?> find)
    {
        PostgresKnowledgeGraphOptions options = provider.GetRequiredService<IOptionsMonitor<PostgresKnowledgeGraphOptions>>().Get(name);
        return options.ConnectionString is null ? new PostgresKnowledgeGraph(find(provider)!, options) : new PostgresKnowledgeGraph(options);
    }
}
