using System.Diagnostics;
using MedReason.Kg.Postgres;
using MedReason.Kg.Primekg;
using Npgsql;

namespace MedReason.Tests;

/// <summary>Hetionet in PostgreSQL beside the same graph in memory.</summary>
[Collection(PostgresGroup.Name)]
public sealed class RealPostgresTests(PostgresServer server)
{
    private static readonly ShortestPathFinder Finder = new(new ShortestPathFinderOptions { MaxWorkingBytes = 1L << 30 });

    [Fact]
    public async Task Hetionet_is_loaded_within_a_minute_and_searched_as_in_memory_in_at_most_two_round_trips_more_than_the_distance()
    {
        string path = TestData.Require("hetionet/kg.csv.gz");
        NpgsqlDataSource dataSource = await server.RequireAsync();
        using InMemoryKnowledgeGraph memory = (await PrimeKgReader.ReadAsync(path)).Graph;
        PostgresKnowledgeGraphOptions options = server.NewSchema();
        long started = Stopwatch.GetTimestamp();
        KnowledgeGraphMetadata loaded = await PostgresGraphLoader.LoadAsync(memory, dataSource, options);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        loaded.ContentHash.ShouldBe(memory.Metadata.ContentHash);
        loaded.RelationCounts.OrderBy(static pair => pair.Key).ShouldBe(memory.Metadata.RelationCounts.OrderBy(static pair => pair.Key));

        using var counter = new CountingLoggerFactory();
        await using NpgsqlDataSource counted = new NpgsqlDataSourceBuilder(server.ConnectionString).UseLoggerFactory(counter).Build();
        await using var graph = new PostgresKnowledgeGraph(counted, options);
        await graph.GetMetadataAsync();
        PathPair[] pairs = Pairs(memory, Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 1000 : 25);
        int greatest = 0;
        foreach (PathPair pair in pairs)
        {
            var query = new PathQuery { Pairs = [pair], MaxLength = 8 };
            long before = counter.Statements;
            PathSearchResult result = await Finder.FindPathsAsync(graph, query);
            long statements = counter.Statements - before;
            PairSearchResult actual = result.Pairs[0];
            PairSearchResult expected = (await Finder.FindPathsAsync(memory, query)).Pairs[0];

            result.RoundTrips.ShouldBe((int)statements);
            (actual.Outcome, actual.Distance, actual.ShortestPathCount).ShouldBe((expected.Outcome, expected.Distance, expected.ShortestPathCount));
            actual.Paths.ShouldBe(expected.Paths);
            actual.Paths.SelectMany(static path => path.Hops).ShouldBe(expected.Paths.SelectMany(static path => path.Hops));
            statements.ShouldBeLessThanOrEqualTo(expected.Distance!.Value + 2, $"{pair.From} to {pair.To}");
            greatest = Math.Max(greatest, expected.Distance.Value);
        }

        greatest.ShouldBeGreaterThanOrEqualTo(3);
        long all = counter.Statements;
        await Finder.FindPathsAsync(graph, new PathQuery { Pairs = [.. pairs.Take(10)], MaxLength = 8 });
        (counter.Statements - all).ShouldBeLessThanOrEqualTo(greatest + 2);
        await AgreeAsync(graph, memory);
    }

    private static async Task AgreeAsync(PostgresKnowledgeGraph graph, InMemoryKnowledgeGraph memory)
    {
        NodeId[] ids = [.. Enumerable.Range(0, memory.NodeCount).Where(static ordinal => ordinal % 97 == 5).Select(memory.GetId)];
        var options = new NeighborOptions { Filter = new KgFilter { ExcludedNodeTypes = [new NodeType("anatomy")] }, MaxNeighborsPerNode = 50 };
        NeighborBatch actual = await graph.GetNeighborsAsync(ids, options);
        NeighborBatch expected = await memory.GetNeighborsAsync(ids, options);
        for (int i = 0; i < ids.Length; i++)
        {
            actual[i].ShouldBe(expected[i]);
            actual.IsTruncated(i).ShouldBe(expected.IsTruncated(i));
        }

        string[] names = [.. (await memory.GetNodesAsync(ids)).Take(40).Select(static node => node!.Name)];
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await graph.SearchAsync(names);
        IReadOnlyList<IReadOnlyList<ScoredNode>> equal = await memory.SearchAsync(names);
        for (int i = 0; i < names.Length; i++)
        {
            found[i].Take(equal[i].Count).Select(static node => (node.Node.Id, node.Score)).ShouldBe(equal[i].Select(static node => (node.Node.Id, node.Score)));
        }
    }

    private static PathPair[] Pairs(InMemoryKnowledgeGraph graph, int count)
    {
        var random = new Random(20);
        return [.. Enumerable.Range(0, count).Select(_ => new PathPair
        {
            From = graph.GetId(random.Next(graph.NodeCount)),
            To = graph.GetId(random.Next(graph.NodeCount)),
        })];
    }
}
