using System.Text;
using MedReason.Kg.Postgres;
using MedReason.Testing;
using Npgsql;

namespace MedReason.Tests;

/// <summary>Names: any text may stand in one, and they are found as the graph in memory finds them, and by trigrams.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresNameTests(PostgresServer server)
{
    private static readonly string[] Hostile =
    [
        "'; drop table graph; --",
        "$1",
        "\"quoted\" 'both' `ways`",
        @"back\slash \0 \\ E'\x00'",
        "nul\0in\0side",
        "%_*?[a-z]",
        "line\r\nbreak\ttab\u2028",
        "\U0001F469\u200D\U0001F52C e\u0301 \u05D0\u05D1 \u202Etfel \uFFFF \U0010FFFF",
        "Καρδιακή ανεπάρκεια İstanbul ﬁ ß",
        "{0} :id @id ?",
        "toy:\uFFFD",
        new('x', 100_000),
        string.Concat(Enumerable.Range(0, 5000).Select(static i => $"word{i} ")),
    ];

    [Theory]
    [InlineData(PostgresNameSearch.Exact)]
    [InlineData(PostgresNameSearch.Trigram)]
    public async Task Hostile_names_and_ids_come_back_as_they_went_in_and_are_found(PostgresNameSearch search)
    {
        using InMemoryKnowledgeGraph memory = HostileGraph();
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), await server.LoadAsync(memory, search));
        NodeId[] ids = [.. Hostile.Select(static text => new NodeId("x:" + text))];

        (await graph.GetMetadataAsync()).ContentHash.ShouldBe(memory.Metadata.ContentHash);
        (await graph.ComputeContentHashAsync()).ShouldBe(memory.Metadata.ContentHash);
        (await graph.GetMetadataAsync()).Relations.ShouldBe(memory.Metadata.Relations);
        (await graph.GetNodesAsync(ids)).Select(static node => node!.Name).ShouldBe(Hostile);
        NeighborBatch batch = await graph.GetNeighborsAsync(ids);
        NeighborBatch expected = await memory.GetNeighborsAsync(ids);
        for (int i = 0; i < ids.Length; i++)
        {
            batch[i].ShouldBe(expected[i]);
        }

        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await graph.SearchAsync(Hostile);
        for (int i = 0; i < Hostile.Length; i++)
        {
            if (Hostile[i].Any(char.IsLetterOrDigit))
            {
                found[i][0].Node.Id.ShouldBe(ids[i]);
                found[i][0].Score.ShouldBe(1);
            }
        }

        (await server.ScalarAsync<long>("select count(*) from pg_tables where schemaname like 'medreason_test_%' and tablename = 'graph'")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Without_trigrams_every_search_answers_as_the_graph_in_memory_does()
    {
        using InMemoryKnowledgeGraph memory = RandomGraph(7, 300);
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), await server.LoadAsync(memory, PostgresNameSearch.Exact));
        string[] texts = [.. Texts(11, 400), "  ", string.Empty, "-", "a:1", "A:1", "nothing of the kind"];
        NodeSearchOptions?[] options =
        [
            null,
            new() { MaxResults = 1 },
            new() { MaxResults = 0 },
            new() { MaxResults = -1 },
            new() { MaxResults = int.MaxValue },
            new() { MinScore = 0.86 },
            new() { MinScore = 2 },
            new() { Types = [new NodeType("even")] },
            new() { Types = [] },
            new() { Types = [new NodeType("no such type"), new NodeType("odd"), new NodeType("even")], MinScore = 0.95, MaxResults = 3 },
        ];
        foreach (NodeSearchOptions? option in options)
        {
            IReadOnlyList<IReadOnlyList<ScoredNode>> expected = await memory.SearchAsync(texts, option);
            IReadOnlyList<IReadOnlyList<ScoredNode>> found = await graph.SearchAsync(texts, option);
            for (int i = 0; i < texts.Length; i++)
            {
                found[i].Select(Row).ShouldBe(expected[i].Select(Row), $"'{texts[i]}'");
            }
        }
    }

    [Fact]
    public async Task With_trigrams_equal_names_come_first_and_alike_ones_after_with_a_lower_score()
    {
        using InMemoryKnowledgeGraph memory = PostgresServer.InMemory(ToyGraph.Create());
        await using var graph = new PostgresKnowledgeGraph(await server.RequireAsync(), await server.LoadAsync(memory));

        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await graph.SearchAsync(["Hyperglycaemia", "Hyperglycemia", "type 2 diabetes", "metformine", "qqqq"]);

        ScoredNode spelled = found[0][0];
        (spelled.Node.Id.Value, spelled.Method, spelled.MatchedName).ShouldBe(("HP:0003074", PostgresLinkMethods.Trigram, "Hyperglycemia"));
        spelled.Score.ShouldBeInRange(0.24, 0.8);
        found[1].Select(static node => node.Method).ShouldBe([LinkMethods.Exact, .. found[1].Skip(1).Select(static _ => PostgresLinkMethods.Trigram)]);
        found[1].Skip(1).ShouldContain(static node => node.Node.Id.Value == "HP:0001943");
        found[1].Skip(1).ShouldAllBe(static node => node.Score < 0.85);
        found[2][0].Node.Id.Value.ShouldBe("MONDO:0005148");
        found[3][0].Node.Id.Value.ShouldBe("DrugBank:DB00331");
        found[4].ShouldBeEmpty();
        (await graph.SearchAsync(["Hyperglycaemia"], new NodeSearchOptions { MinScore = 0.79 }))[0].ShouldBeEmpty();
        (await graph.SearchAsync(["Hyperglycaemia"], new NodeSearchOptions { Types = [new NodeType("drug")] }))[0].ShouldBeEmpty();
    }

    [Fact]
    public async Task The_similarity_asked_for_does_not_stay_with_the_connection()
    {
        using InMemoryKnowledgeGraph memory = PostgresServer.InMemory(ToyGraph.Create());
        PostgresKnowledgeGraphOptions options = await server.LoadAsync(memory);
        await using NpgsqlDataSource one = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { MaxPoolSize = 1 });
        await using var graph = new PostgresKnowledgeGraph(one, options);
        await graph.SearchAsync(["Hyperglycaemia"], new NodeSearchOptions { MinScore = 0.7 });

        await using NpgsqlCommand show = one.CreateCommand("show pg_trgm.similarity_threshold");
        (await show.ExecuteScalarAsync()).ShouldBe("0.3");
    }

    [Fact]
    public async Task A_database_without_trigrams_is_told_at_once_and_can_do_without_them()
    {
        await server.RequireAsync();
        Assert.SkipUnless(server.IsOwn, "Makes a database; done on a server of the tests' own only, and that is absent.");
        await server.ExecuteAsync("create database bare template template0");
        await using NpgsqlDataSource bare = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "bare" });
        using InMemoryKnowledgeGraph memory = PostgresServer.InMemory(ToyGraph.Create());
        var exact = new PostgresKnowledgeGraphOptions { NameSearch = PostgresNameSearch.Exact };
        await PostgresGraphLoader.LoadAsync(memory, bare, exact);

        await using var asked = new PostgresKnowledgeGraph(bare);
        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await asked.GetMetadataAsync())).Message
            .ShouldBe("The database 'bare' has no extension pg_trgm: run 'create extension pg_trgm' in it, or set PostgresKnowledgeGraphOptions.NameSearch to Exact.");
        await using var graph = new PostgresKnowledgeGraph(bare, exact);
        (await graph.SearchAsync(["liver"]))[0][0].Node.Id.Value.ShouldBe("UBERON:0002107");

        await PostgresGraphLoader.LoadAsync(memory, bare);
        await using var found = new PostgresKnowledgeGraph(bare);
        (await found.SearchAsync(["livver"]))[0][0].Node.Id.Value.ShouldBe("UBERON:0002107");
    }

    private static (NodeId, double, string, string?) Row(ScoredNode node) => (node.Node.Id, node.Score, node.Method, node.MatchedName);

    private static InMemoryKnowledgeGraph HostileGraph()
    {
        var builder = new KnowledgeGraphBuilder { Name = Hostile[4], Version = Hostile[3] };
        for (int i = 0; i < Hostile.Length; i++)
        {
            var id = new NodeId("x:" + Hostile[i]);
            builder.AddNode(new KgNode { Id = id, Name = Hostile[i], Type = new NodeType("type " + Hostile[i % 6]), Source = Hostile[i], Synonyms = [$"other {Hostile[i]}"] });
            builder.AddEdge(new KgEdge { Source = id, Target = new NodeId("x:" + Hostile[(i + 1) % Hostile.Length]), Relation = new RelationType("is " + Hostile[i % 7]) });
        }

        return builder.Build();
    }

    private static InMemoryKnowledgeGraph RandomGraph(int seed, int count)
    {
        string[] names = [.. Texts(seed, count * 3)];
        var builder = new KnowledgeGraphBuilder { Name = "random" };
        for (int i = 0; i < count; i++)
        {
            builder.AddNode(new KgNode
            {
                Id = new NodeId($"a:{i}"),
                Name = names[i],
                Type = new NodeType(i % 2 == 0 ? "even" : "odd"),
                Synonyms = [.. names.Skip(count + (i * 2)).Take(i % 3).Distinct().Where(name => name != names[i] && !string.IsNullOrWhiteSpace(name)).Order(StringComparer.Ordinal)],
            });
        }

        return builder.Build();
    }

    /// <summary>Short texts of few letters, so that many are equal, folded or not.</summary>
    private static IEnumerable<string> Texts(int seed, int count)
    {
        Rune[] letters = [.. "aAbBé É-.'\\ 1".EnumerateRunes(), new Rune(0x1F600), new Rune('\uFFFD'), new Rune('\0')];
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(0, 4)).Select(_ => letters[random.Next(letters.Length)].ToString()));
        }
    }
}
