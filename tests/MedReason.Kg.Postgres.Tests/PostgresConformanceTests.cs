using System.Runtime.CompilerServices;
using MedReason.Kg.Postgres;
using MedReason.Testing;
using Npgsql;

namespace MedReason.Tests;

/// <summary>The suite against a real server; the content goes in by COPY, and each statement that goes out is counted.</summary>
[Collection(PostgresGroup.Name)]
[ConformanceSuite(typeof(PostgresKnowledgeGraph))]
public sealed class PostgresConformanceTests(PostgresServer server) : KnowledgeGraphConformanceTests
{
    private readonly ConditionalWeakTable<IKnowledgeGraph, CountingLoggerFactory> _counters = [];
    private readonly ConditionalWeakTable<IKnowledgeGraph, NpgsqlDataSource> _dataSources = [];

    protected override async ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content)
    {
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(content);
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(source);
        var counter = new CountingLoggerFactory();
        NpgsqlDataSource dataSource = new NpgsqlDataSourceBuilder(server.ConnectionString).UseLoggerFactory(counter).Build();
        var graph = new PostgresKnowledgeGraph(dataSource, options);
        _counters.Add(graph, counter);
        _dataSources.Add(graph, dataSource);
        return graph;
    }

    protected override async ValueTask DisposeGraphAsync(IKnowledgeGraph graph)
    {
        await base.DisposeGraphAsync(graph);
        if (_dataSources.TryGetValue(graph, out NpgsqlDataSource? dataSource))
        {
            await dataSource.DisposeAsync();
        }
    }

    protected override long? CountRoundTrips(IKnowledgeGraph graph) => _counters.TryGetValue(graph, out CountingLoggerFactory? counter) ? counter.Statements : null;
}
