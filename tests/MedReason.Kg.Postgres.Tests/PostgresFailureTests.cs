using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MedReason.Kg.Postgres;
using MedReason.Telemetry;
using MedReason.Testing;
using Npgsql;

namespace MedReason.Tests;

/// <summary>A failure of a database is reported in a sentence, in time, and without the password.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresFailureTests(PostgresServer server)
{
    private static readonly NodeId Known = new("NCBI:4163");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "Whether a password is asked for is known of a server of the tests' own only, and that is absent.");

        (await FailureAsync(Connection(builder => builder.Password = "canary-of-a-wrong-one"))).ShouldContain("refuses the user 'tester': check user name and password");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told()
    {
        await server.RequireAsync();

        (await FailureAsync(Connection(builder => builder.Database = "no_such_database"))).ShouldContain("has no database 'no_such_database'");
    }

    [Fact]
    public async Task A_host_that_listens_not_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await FailureAsync($"Host=127.0.0.1;Port={port};Username=u;Password=canary")).ShouldContain($"127.0.0.1:{port} cannot be reached");
    }

    [Fact]
    public async Task A_host_without_an_address_is_told() =>
        (await FailureAsync("Host=no-such-host.invalid;Username=u;Password=canary;Timeout=5")).ShouldContain("no-such-host.invalid:5432 cannot be reached");

    [Fact]
    public async Task A_host_that_never_answers_is_told_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        (await FailureAsync($"Host=127.0.0.1;Port={port};Username=u;Password=canary;Timeout=1")).ShouldContain("did not answer in time");
    }

    [Fact]
    public async Task A_statement_over_the_command_timeout_is_told_in_time()
    {
        await using Blocked blocked = await BlockAsync(builder => builder.CommandTimeout = 1);

        (await blocked.FailureAsync()).ShouldContain("did not answer in time (1 s for a statement");
    }

    [Fact]
    public async Task A_statement_that_the_server_ends_is_told()
    {
        await using Blocked blocked = await BlockAsync(builder => builder.Options = "-c statement_timeout=200");

        (await blocked.FailureAsync()).ShouldContain("ended the statement: canceling statement due to statement timeout");
    }

    [Fact]
    public async Task A_connection_that_is_lost_is_told_and_the_next_call_succeeds()
    {
        await using Blocked blocked = await BlockAsync(builder => builder.ApplicationName = "to be ended");
        Task<string> failure = blocked.FailureAsync();
        while (await server.ScalarAsync<long>(
            "select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be ended' and wait_event_type = 'Lock') ended") == 0)
        {
            await Task.Delay(20);
        }

        (await failure).ShouldContain("57P01");
        await blocked.UnblockAsync();
        (await blocked.Graph.GetNeighborsAsync([Known]))[0].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Cancellation_ends_a_statement_under_way_at_once()
    {
        await using Blocked blocked = await BlockAsync(_ => { });
        using var stop = new CancellationTokenSource();
        Task<NeighborBatch> call = blocked.Graph.GetNeighborsAsync([Known], null, stop.Token).AsTask();
        await Task.Delay(100);
        long started = Stopwatch.GetTimestamp();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await blocked.UnblockAsync();
        (await blocked.Graph.GetNeighborsAsync([Known]))[0].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_pool_that_is_used_up_is_told_and_not_taken_for_a_slow_server()
    {
        await using Blocked blocked = await BlockAsync(builder => (builder.MaxPoolSize, builder.Timeout) = (1, 1));
        using var stop = new CancellationTokenSource();
        Task<NeighborBatch> waiting = blocked.Graph.GetNeighborsAsync([Known], null, stop.Token).AsTask();
        await Task.Delay(100);

        (await blocked.FailureAsync()).ShouldContain("All 1 connections to PostgreSQL at");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await blocked.UnblockAsync();
        (await blocked.Graph.GetNeighborsAsync([Known]))[0].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task No_span_and_no_measurement_holds_a_searched_name_or_the_password()
    {
        await server.RequireAsync();
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(ToyGraph.Create());
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(source);
        options.ConnectionString = server.ConnectionString;
        using var observed = new Observed();
        await using var graph = new PostgresKnowledgeGraph(options);
        var behind = new ObservedKnowledgeGraph(graph, TimeProvider.System);
        await behind.GetService<INodeIndex>()!.SearchAsync(["zqxz of the patient"]);
        await behind.GetNodesAsync([new NodeId("zqxz:1")]);
        await behind.GetNeighborsAsync([Known, new NodeId("zqxz:2")]);
        await behind.GetService<INodeDegrees>()!.GetDegreesAsync([Known]);

        observed.Of("medreason.graph.call.duration").ShouldBe(
            new[] { "search", "nodes", "neighbors", "degrees" }.Select(operation => $"medreason.graph.kind=PostgresKnowledgeGraph medreason.graph.operation={operation}"));
        observed.Activities.Select(activity => activity.Source.Name).Distinct().ShouldContain("Npgsql");
        observed.Everything().ShouldNotContain("zqxz");
        observed.Everything().ShouldNotContain(PostgresServer.Password);
    }

    [Fact]
    public async Task A_user_without_rights_is_told_what_may_not_be_done()
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "Makes a role; done on a server of the tests' own only, and that is absent.");
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(ToyGraph.Create());
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(source);
        await server.ExecuteAsync("drop role if exists nobody_special; create role nobody_special login password 'canary'");
        string connection = Connection(builder => (builder.Username, builder.Password) = ("nobody_special", "canary"));

        (await FailureAsync(connection, options.Schema)).ShouldContain("permission denied for schema");
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(connection);
        (await Should.ThrowAsync<KnowledgeGraphException>(() => PostgresGraphLoader.LoadAsync(source, dataSource, server.NewSchema())))
            .Message.ShouldContain("permission denied for database");
    }

    [Theory]
    [InlineData("postgres://user:canary@host/database")]
    [InlineData("Host=h;Password=canary;Port=canary")]
    [InlineData("Host=h;canary")]
    [InlineData("Database=canary")]
    public void A_connection_string_that_cannot_be_read_is_told_without_it(string connectionString)
    {
        ArgumentException exception = Should.Throw<ArgumentException>(() => new PostgresKnowledgeGraph(new PostgresKnowledgeGraphOptions { ConnectionString = connectionString }));

        exception.ToString().ShouldNotContain("canary");
        exception.Message.ShouldContain("Host=...");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a\"; drop schema public; --")]
    [InlineData("schéma")]
    public void A_schema_that_is_no_plain_name_is_refused(string schema) => Should.Throw<ArgumentException>(
        () => new PostgresKnowledgeGraph(new PostgresKnowledgeGraphOptions { ConnectionString = "Host=h", Schema = schema })).Message.ShouldContain("Schema");

    private static async Task<string> FailureAsync(string connectionString, string schema = "medreason")
    {
        await using var graph = new PostgresKnowledgeGraph(new PostgresKnowledgeGraphOptions { ConnectionString = connectionString, Schema = schema });
        KnowledgeGraphException exception = await Should.ThrowAsync<KnowledgeGraphException>(async () => await graph.GetMetadataAsync().AsTask().WaitAsync(Patience));
        exception.ToString().ShouldNotContain("canary");
        return exception.Message;
    }

    private string Connection(Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        change(builder);
        return builder.ConnectionString;
    }

    /// <summary>A graph, opened, whose edges another connection keeps locked.</summary>
    private async Task<Blocked> BlockAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(ToyGraph.Create());
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(source);
        var graph = new PostgresKnowledgeGraph(new PostgresKnowledgeGraphOptions { ConnectionString = Connection(change), Schema = options.Schema });
        await graph.GetMetadataAsync();
        NpgsqlConnection connection = await dataSource.OpenConnectionAsync();
        await connection.BeginTransactionAsync();
        long load = await server.ScalarAsync<long>($"select load from {options.Schema}.graph");
        await using NpgsqlCommand command = new($"lock table {options.Schema}.arc_{load} in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return new Blocked(graph, connection);
    }

    private sealed class Blocked(PostgresKnowledgeGraph graph, NpgsqlConnection connection) : IAsyncDisposable
    {
        public PostgresKnowledgeGraph Graph => graph;

        public async Task<string> FailureAsync() => (await Should.ThrowAsync<KnowledgeGraphException>(
            async () => await graph.GetNeighborsAsync([Known]).AsTask().WaitAsync(Patience))).Message;

        public ValueTask UnblockAsync() => connection.DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync();
            await graph.DisposeAsync();
        }
    }
}
