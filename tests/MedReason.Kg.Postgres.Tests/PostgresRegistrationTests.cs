using MedReason.Kg.Postgres;
using MedReason.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MedReason.Tests;

/// <summary>How a host registers the graph, and who disposes the connections.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresRegistrationTests(PostgresServer server)
{
    [Fact]
    public async Task A_connection_string_is_enough_and_its_connections_end_with_the_host()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(ToyGraph.Create());
        PostgresKnowledgeGraphOptions stored = await server.LoadAsync(source);
        IKnowledgeGraph graph;
        await using (ServiceProvider provider = new ServiceCollection()
            .AddPostgresKnowledgeGraph(options => (options.ConnectionString, options.Schema) = (server.ConnectionString, stored.Schema))
            .AddKeyedPostgresKnowledgeGraph("second", options => (options.ConnectionString, options.Schema) = (server.ConnectionString, "no_such_schema"))
            .BuildServiceProvider())
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            graph = provider.GetRequiredService<IKnowledgeGraph>();
            graph.ShouldBeSameAs(provider.GetRequiredService<IKnowledgeGraph>());
            (await graph.GetMetadataAsync()).Name.ShouldBe("toy");
            await Should.ThrowAsync<KnowledgeGraphException>(async () => await provider.GetRequiredKeyedService<IKnowledgeGraph>("second").GetMetadataAsync());
        }

        await Should.ThrowAsync<ObjectDisposedException>(async () => await graph.GetMetadataAsync());
    }

    [Fact]
    public async Task The_hosts_own_connections_are_used_and_left_to_it()
    {
        await server.RequireAsync();
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(ToyGraph.Create());
        PostgresKnowledgeGraphOptions stored = await server.LoadAsync(source);
        await using NpgsqlDataSource own = NpgsqlDataSource.Create(server.ConnectionString);
        await using (ServiceProvider provider = new ServiceCollection()
            .AddKeyedSingleton("mine", own)
            .AddKeyedPostgresKnowledgeGraph("mine", options => options.Schema = stored.Schema)
            .BuildServiceProvider())
        {
            (await provider.GetRequiredKeyedService<IKnowledgeGraph>("mine").GetMetadataAsync()).Name.ShouldBe("toy");
        }

        var graph = new PostgresKnowledgeGraph(own, stored);
        (await graph.GetMetadataAsync()).Name.ShouldBe("toy");
        graph.Dispose();
        await using NpgsqlCommand command = own.CreateCommand("select 1");
        (await command.ExecuteScalarAsync()).ShouldBe(1);
    }

    [Fact]
    public void What_a_host_forgets_or_misspells_is_told_at_start()
    {
        Message(services => services.AddPostgresKnowledgeGraph()).ShouldContain("set PostgresKnowledgeGraphOptions.ConnectionString, or register an NpgsqlDataSource");
        Message(services => services.AddKeyedPostgresKnowledgeGraph("key", options => options.Schema = "a b")).ShouldContain("Schema");
        Message(services => services.AddPostgresKnowledgeGraph(options => options.ConnectionString = "Host=h;Password=canary;Port=x")).ShouldContain("Host=...;Port=...");
        Message(services => services.AddPostgresKnowledgeGraph(options => options.NameSearch = (PostgresNameSearch)9)).ShouldContain("NameSearch");
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddKeyedPostgresKnowledgeGraph(string.Empty));

        static string Message(Action<IServiceCollection> add)
        {
            var services = new ServiceCollection();
            add(services);
            using ServiceProvider provider = services.BuildServiceProvider();
            Exception exception = Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
            exception.ToString().ShouldNotContain("canary");
            return exception.Message;
        }
    }
}
