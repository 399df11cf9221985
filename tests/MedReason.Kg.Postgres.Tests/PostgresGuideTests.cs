using MedReason.Kg.Postgres;
using MedReason.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MedReason.Tests;

/// <summary>Holds the guide's code to what compiles and runs.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresGuideTests(PostgresServer server)
{
    private const string RegionStart = "        #region guide";
    private const string RegionEnd = "        #endregion";

    [SkippableFact]
    public async Task The_code_of_the_guide_runs()
    {
        await server.RequireAsync();
        Skip.IfNot(server.IsOwn, "Loads into the schema that a host would use; done on a server of the tests' own only, and that is absent.");
        string connectionString = server.ConnectionString;
        using InMemoryKnowledgeGraph graph = PostgresServer.InMemory(ToyGraph.Create());

        #region guide
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

    [Fact]
    public void The_code_of_the_guide_is_this_code()
    {
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "tests", "MedReason.Kg.Postgres.Tests", "PostgresGuideTests.cs"));
        int start = source.IndexOf('\n', source.LastIndexOf(RegionStart, StringComparison.Ordinal)) + 1;
        string region = source[start..source.LastIndexOf(RegionEnd, StringComparison.Ordinal)].TrimEnd();
        string[] expected = [.. region.Split('\n').Select(static line => line.Length > 8 ? line[8..] : line)];

        string guide = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "guides", "postgres.md"));
        int code = guide.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        guide[code..guide.IndexOf("```", code, StringComparison.Ordinal)].TrimEnd().Split('\n').ShouldBe(expected);
    }
}
