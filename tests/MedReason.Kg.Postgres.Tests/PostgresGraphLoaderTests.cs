using MedReason.Kg.Postgres;
using MedReason.Testing;
using Npgsql;

namespace MedReason.Tests;

/// <summary>A load is seen whole or not at all, and what a source returns is checked.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresGraphLoaderTests(PostgresServer server) : IDisposable
{
    private static readonly ToyGraph Toy = ToyGraph.Create();
    private readonly InMemoryKnowledgeGraph _source = PostgresServer.InMemory(Toy);

    public void Dispose() => _source.Dispose();

    [Fact]
    public async Task The_stored_hash_is_that_of_the_rows_until_a_row_is_changed()
    {
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), options);
        (await graph.GetMetadataAsync()).ContentHash.ShouldBe(Toy.ContentHash);
        (await graph.ComputeContentHashAsync()).ShouldBe(Toy.ContentHash);

        await server.ExecuteAsync($"update {await TableAsync(options, "node")} set name = 'Metformine' where id = 'DrugBank:DB00331'");

        (await graph.ComputeContentHashAsync()).ShouldNotBe(Toy.ContentHash);
        (await graph.GetMetadataAsync()).ContentHash.ShouldBe(Toy.ContentHash);
    }

    [Fact]
    public async Task A_changed_attribute_changes_the_hash_of_the_rows_and_one_that_is_no_JSON_is_a_clear_error()
    {
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        string arcs = await TableAsync(options, "arc");
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), options);

        await server.ExecuteAsync($"update {arcs} set attributes = replace(attributes, 'PMID:1\"', 'PMID:2\"')");
        (await graph.ComputeContentHashAsync()).ShouldNotBe(Toy.ContentHash);
        await server.ExecuteAsync($"update {arcs} set attributes = '[{{' where attributes is not null");

        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await graph.GetAttributesAsync(Toy.Edges))).Message.ShouldContain("load the graph again");
    }

    [Fact]
    public async Task Attributes_keep_any_text_and_any_number()
    {
        var odd = new KgEdgeAttributes
        {
            Sources = ["a\0b", @"back\slash", "\uD83D\uDE00 é"],
            Onset = string.Empty,
            Confidence = double.NaN,
            Additional = new Dictionary<string, string> { [string.Empty] = "\0", ["\""] = "'" },
        };
        KgEdge edge = Toy.Edges[0] with { Attributes = [odd, new KgEdgeAttributes { Confidence = double.Epsilon }] };
        using InMemoryKnowledgeGraph source = PostgresServer.InMemory(new ToyGraph(Toy.Nodes, [edge], Toy.Relations));
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), await server.LoadAsync(source));

        (await graph.GetMetadataAsync()).ContentHash.ShouldBe(source.Metadata.ContentHash);
        (await graph.ComputeContentHashAsync()).ShouldBe(source.Metadata.ContentHash);
        (await graph.GetAttributesAsync([edge]))[0].ShouldBe((await source.GetAttributesAsync([edge]))[0]);
    }

    [Fact]
    public async Task A_graph_without_attributes_offers_no_capability_and_answers_with_nothing()
    {
        using InMemoryKnowledgeGraph hub = PostgresServer.InMemory(ToyGraph.CreateHub(5));
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), await server.LoadAsync(hub));
        await graph.GetMetadataAsync();

        graph.GetService<IEdgeAttributes>().ShouldBeNull();
        (await graph.GetAttributesAsync([Toy.Edges[0]])).ShouldHaveSingleItem().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_graph_in_PostgreSQL_can_be_copied_too()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        await using var graph = new PostgresKnowledgeGraph(dataSource, await server.LoadAsync(_source));
        PostgresKnowledgeGraphOptions second = await server.LoadAsync(graph, PostgresNameSearch.Exact);

        await using var copy = new PostgresKnowledgeGraph(dataSource, second);
        (await copy.ComputeContentHashAsync()).ShouldBe(Toy.ContentHash);
    }

    [Fact]
    public async Task A_schema_without_a_graph_says_what_to_do()
    {
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), server.NewSchema());

        (await Failure(graph)).ShouldContain("holds no graph; load one with PostgresGraphLoader.LoadAsync");
    }

    [Fact]
    public async Task Until_a_load_is_whole_nothing_of_it_is_seen()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = server.NewSchema();
        string? seen = null;
        var source = new SourceGraph(_source)
        {
            BeforeEdges = async () =>
            {
                await using var early = new PostgresKnowledgeGraph(dataSource, options);
                seen = await Failure(early);
            },
        };

        await PostgresGraphLoader.LoadAsync(source, dataSource, options);

        seen.ShouldNotBeNull().ShouldContain("holds no graph");
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);
        (await graph.GetMetadataAsync()).ContentHash.ShouldBe(Toy.ContentHash);
    }

    [Fact]
    public async Task A_load_that_is_cancelled_leaves_the_former_graph_and_no_table_behind()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);
        await graph.GetMetadataAsync();
        using InMemoryKnowledgeGraph hub = PostgresServer.InMemory(ToyGraph.CreateHub(3000));
        using var stop = new CancellationTokenSource();
        int calls = 0;
        var source = new SourceGraph(hub) { BeforeEdges = () => ++calls == 2 ? stop.CancelAsync() : Task.CompletedTask };

        await Should.ThrowAsync<OperationCanceledException>(() => PostgresGraphLoader.LoadAsync(source, dataSource, options, stop.Token));

        (await graph.ComputeContentHashAsync()).ShouldBe(Toy.ContentHash);
        (await CountTablesAsync(options)).ShouldBe(4);
    }

    [Fact]
    public async Task A_load_whose_connection_is_lost_fails_in_a_sentence_and_leaves_nothing()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = server.NewSchema();
        var source = new SourceGraph(_source)
        {
            BeforeEdges = () => server.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'loses its connection'"),
        };
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = "loses its connection" };
        await using NpgsqlDataSource lost = NpgsqlDataSource.Create(connection);

        (await Should.ThrowAsync<KnowledgeGraphException>(() => PostgresGraphLoader.LoadAsync(source, lost, options))).Message.ShouldNotContain(PostgresServer.Password);

        await using var graph = new PostgresKnowledgeGraph(dataSource, options);
        (await Failure(graph)).ShouldContain("holds no graph");
    }

    [Theory]
    [InlineData("delete from {node} where ordinal = 22")]
    [InlineData("delete from {arc} where node = 22 or node = 21 or node = 20 or node = 19")]
    [InlineData("truncate {node}")]
    [InlineData("truncate {arc}")]
    [InlineData("drop table {arc}")]
    public async Task A_part_of_a_graph_is_not_taken_for_the_whole(string damage)
    {
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        await server.ExecuteAsync(damage
            .Replace("{node}", await TableAsync(options, "node"), StringComparison.Ordinal)
            .Replace("{arc}", await TableAsync(options, "arc"), StringComparison.Ordinal));
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), options);

        (await Failure(graph)).ShouldContain("only a part of the graph 'toy'");
    }

    [Fact]
    public async Task A_schema_of_another_format_is_neither_read_nor_written_over()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        await server.ExecuteAsync($"update {options.Schema}.graph set format = 7");
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);

        (await Failure(graph)).ShouldContain("holds a graph of format 7, and this package reads format 3");
        (await Should.ThrowAsync<KnowledgeGraphException>(() => PostgresGraphLoader.LoadAsync(_source, dataSource, options))).Message.ShouldContain("format 7");
    }

    [Fact]
    public async Task A_schema_of_the_first_format_names_what_to_do()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        await server.ExecuteAsync($"""
            update {options.Schema}.graph set format = 1;
            alter table {options.Schema}.graph drop column meanings, drop column meaning_reversed_flags, drop column has_attributes, drop column sources
            """);
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);

        (await Failure(graph)).ShouldContain("holds a graph of format 1, and this package reads format 3; load it again");
        (await Should.ThrowAsync<KnowledgeGraphException>(() => PostgresGraphLoader.LoadAsync(_source, dataSource, options))).Message
            .ShouldContain("drop the schema, or load into another");
    }

    [Fact]
    public async Task A_schema_with_another_table_of_the_same_name_is_left_alone()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = server.NewSchema();
        await server.ExecuteAsync($"create schema {options.Schema}; create table {options.Schema}.graph (mine integer)");
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);

        (await Failure(graph)).ShouldContain("does not belong to this package");
        (await Should.ThrowAsync<KnowledgeGraphException>(() => PostgresGraphLoader.LoadAsync(_source, dataSource, options))).Message.ShouldContain("does not belong to this package");
        (await CountTablesAsync(options)).ShouldBe(1);
    }

    [Fact]
    public async Task A_graph_that_is_replaced_while_it_is_open_says_so_and_never_mixes_two()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(_source);
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);
        await graph.GetMetadataAsync();
        using InMemoryKnowledgeGraph hub = PostgresServer.InMemory(ToyGraph.CreateHub(5));

        await PostgresGraphLoader.LoadAsync(hub, dataSource, options);

        KnowledgeGraphException exception = await Should.ThrowAsync<KnowledgeGraphException>(async () => await graph.GetNeighborsAsync([new NodeId("NCBI:4163")]));
        exception.Message.ShouldContain("replaced or removed since it was opened");
        await using var anew = new PostgresKnowledgeGraph(dataSource, options);
        (await anew.GetMetadataAsync()).ContentHash.ShouldBe(hub.Metadata.ContentHash);
        (await CountTablesAsync(options)).ShouldBe(4);
    }

    [Fact]
    public async Task Of_two_loads_at_once_one_waits_and_replaces_the_other()
    {
        NpgsqlDataSource dataSource = await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = server.NewSchema();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostgresGraphLoader.LoadAsync(_source, dataSource, options)));

        (await CountTablesAsync(options)).ShouldBe(4);
        await using var graph = new PostgresKnowledgeGraph(dataSource, options);
        (await graph.ComputeContentHashAsync()).ShouldBe(Toy.ContentHash);
    }

    [Fact]
    public async Task A_source_that_does_not_tell_what_it_says_is_refused()
    {
        await server.RequireAsync();

        SourceGraph Source(Func<KnowledgeGraphMetadata, KnowledgeGraphMetadata>? metadata = null, Func<KgNode, IEnumerable<KgNode>>? nodes = null,
            Func<IReadOnlyList<KgNeighbor>, IReadOnlyList<KgNeighbor>>? edges = null) => new(_source) { Metadata = metadata, Nodes = nodes, Edges = edges };

        (await Refusal(new SourceGraph(_source) { HasCatalog = false })).ShouldContain("offers no INodeCatalog");
        (await Refusal(Source(metadata: metadata => With(metadata, nodes: 24)))).ShouldContain("says that it holds 24 nodes and 28 edges, but returned 23 nodes");
        (await Refusal(Source(metadata: metadata => With(metadata, hash: new string('0', 64))))).ShouldContain("content hash");
        (await Refusal(Source(metadata: metadata => With(metadata, relations: [])))).ShouldContain("whose relation or node it does not list");
        (await Refusal(Source(nodes: node => [node, node]))).ShouldContain("in the order of the ids");
        (await Refusal(Source(nodes: node => node.Id.Value == "toy:1" ? [] : [node]))).ShouldContain("toy:1");
        (await Refusal(Source(edges: edges => [.. edges.Reverse()]))).ShouldContain("out of order, or one of them twice");
        (await Refusal(Source(edges: edges => [.. edges.Skip(1)]))).ShouldContain("28 edges, but returned");
        (await Refusal(Source(edges: edges => [.. edges.Where(edge => edge.IsForward)]))).ShouldContain("from where they end");
        (await Refusal(new SourceGraph(_source) { HasAttributes = false })).ShouldContain("content hash");
        (await Refusal(new SourceGraph(_source) { Attributes = found => [.. found.Reverse()] })).ShouldContain("content hash");
        (await Refusal(new SourceGraph(_source) { Attributes = found => [.. found.Skip(1)] }))
            .ShouldContain("returns the attributes of 27 edges where those of 28 were requested");
    }

    [Fact]
    public async Task A_source_that_does_not_know_its_hash_gets_one_in_the_database()
    {
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(new SourceGraph(_source) { Metadata = metadata => With(metadata, tellsHash: false) });
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), options);

        (await graph.GetMetadataAsync()).ContentHash.ShouldBe(Toy.ContentHash);
    }

    [Fact]
    public async Task A_graph_without_nodes_or_edges_is_a_graph()
    {
        using InMemoryKnowledgeGraph empty = new KnowledgeGraphBuilder { Name = "empty" }.Build();
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(empty);
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), options);

        (await graph.GetMetadataAsync()).NodeCount.ShouldBe(0);
        (await graph.ComputeContentHashAsync()).ShouldBe(empty.Metadata.ContentHash);
        (await graph.GetNeighborsAsync([new NodeId("a:1")]))[0].ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_cannot_hold_every_name_is_refused()
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "Makes a database; done on a server of the tests' own only, and that is absent.");
        await server.ExecuteAsync("create database latin encoding 'LATIN1' locale 'C' template template0");
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "latin" };
        await using NpgsqlDataSource latin = NpgsqlDataSource.Create(connection);

        (await Should.ThrowAsync<KnowledgeGraphException>(() => PostgresGraphLoader.LoadAsync(_source, latin))).Message.ShouldContain("encoding UTF8");
    }

    private static KnowledgeGraphMetadata With(
        KnowledgeGraphMetadata metadata, long? nodes = null, string? hash = null, IReadOnlyList<RelationInfo>? relations = null, bool tellsHash = true) => new()
        {
            Name = metadata.Name,
            Version = metadata.Version,
            ContentHash = tellsHash ? hash ?? metadata.ContentHash : null,
            NodeCount = nodes ?? metadata.NodeCount,
            EdgeCount = metadata.EdgeCount,
            NodeTypes = metadata.NodeTypes,
            Relations = relations ?? metadata.Relations,
            RelationCounts = metadata.RelationCounts,
        };

    private static async Task<string> Failure(PostgresKnowledgeGraph graph) =>
        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await graph.GetMetadataAsync())).Message;

    private async Task<string> Refusal(SourceGraph source) =>
        (await Should.ThrowAsync<KnowledgeGraphException>(() => server.LoadAsync(source))).Message;

    private async Task<string> TableAsync(PostgresKnowledgeGraphOptions options, string table) =>
        $"{options.Schema}.{table}_{await server.ScalarAsync<long>($"select load from {options.Schema}.graph")}";

    private Task<long> CountTablesAsync(PostgresKnowledgeGraphOptions options) =>
        server.ScalarAsync<long>($"select count(*) from pg_tables where schemaname = '{options.Schema}'");
}
