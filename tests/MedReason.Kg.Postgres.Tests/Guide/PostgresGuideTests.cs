using MedReason.Kg.Postgres;
using MedReason.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MedReason.Tests;

/// <summary>Runs the guide's code; that the guide shows this code is held by the tests of the guides.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresGuideTests(PostgresServer server)
{
    [Fact]
    public async Task The_code_of_the_guide_runs()
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "Loads into the schema that a host would use; done on a server of the tests' own only, and that is absent.");
        string connectionString = server.ConnectionString;
        using InMemoryKnowledgeGraph graph = PostgresServer.InMemory(ToyGraph.Create());

        #region postgres
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(connectionString);
        KnowledgeGraphMetadata loaded = await PostgresGraphLoader.LoadAsync(graph, dataSource);

        var services = new ServiceCollection();
        services.AddPostgresKnowledgeGraph(options => options.ConnectionString = connectionString);
        services.AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();
        var stored = provider.GetRequiredService<IKnowledgeGraph>();
        #endregion

        (await stored.GetMetadataAsync()).ContentHash.ShouldBe(loaded.ContentHash);
    }
}
