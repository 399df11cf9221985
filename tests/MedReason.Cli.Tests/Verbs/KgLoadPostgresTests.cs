using MedReason.Kg.Postgres;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>kg load-postgres. Its tests set the variable that holds the connection string, so they run one after another.</summary>
[Collection(PostgresGroup.Name)]
public sealed class KgLoadPostgresTests(PostgresServer server) : IDisposable
{
    private readonly string? _given = Environment.GetEnvironmentVariable(KgLoadPostgres.ConnectionVariable);

    public void Dispose() => Environment.SetEnvironmentVariable(KgLoadPostgres.ConnectionVariable, _given);

    [Theory]
    [InlineData("trigram")]
    [InlineData("exact")]
    public async Task A_snapshot_is_loaded_and_read_back_with_the_same_hash(string names)
    {
        await server.RequireAsync();
        PostgresKnowledgeGraphOptions options = server.NewSchema(names == "exact" ? PostgresNameSearch.Exact : PostgresNameSearch.Trigram);
        options.ConnectionString = server.ConnectionString;
        Environment.SetEnvironmentVariable(KgLoadPostgres.ConnectionVariable, server.ConnectionString);
        string kg = await Graphs.StarterAsync();

        foreach (int _ in Enumerable.Range(0, 2))
        {
            CommandRun run = await CommandRun.OfAsync("kg", "load-postgres", "--kg", kg, "--schema", options.Schema, "--names", names);
            run.ExitCode.ShouldBe(0, run.Error);
            run.Output.ShouldBeEmpty();
            await using var stored = new PostgresKnowledgeGraph(options);
            using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(kg);
            string hash = (await stored.GetMetadataAsync()).ContentHash!;
            hash.ShouldBe((await graph.GetMetadataAsync()).ContentHash);
            (await stored.ComputeContentHashAsync()).ShouldBe(hash);
            run.Error.ShouldContain($"loaded into the schema {options.Schema}, content hash {hash}");
        }
    }

    [Theory]
    [InlineData(null, 2, "set the environment variable MEDREASON_POSTGRES")]
    [InlineData("", 2, "set the environment variable MEDREASON_POSTGRES")]
    [InlineData("postgres://user:zqxzpassword@host/db", 2, "cannot be read")]
    [InlineData("Host=h;Password=zqxzpassword;Port=zqxz", 2, "cannot be read")]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=zqxzpassword;Timeout=2", 1, "127.0.0.1:1 cannot be reached")]
    public async Task A_database_that_cannot_be_had_is_one_line_without_a_password(string? connectionString, int exitCode, string expected)
    {
        Environment.SetEnvironmentVariable(KgLoadPostgres.ConnectionVariable, connectionString);

        CommandRun run = await CommandRun.OfAsync("kg", "load-postgres", "--kg", await Graphs.StarterAsync());

        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
        run.Error.ShouldNotContain("zqxz");
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("a\"; drop schema public; --")]
    public async Task A_schema_that_is_no_plain_name_is_refused(string schema)
    {
        Environment.SetEnvironmentVariable(KgLoadPostgres.ConnectionVariable, "Host=127.0.0.1");

        CommandRun run = await CommandRun.OfAsync("kg", "load-postgres", "--kg", "missing.mrkg", "--schema", schema);

        (run.ExitCode, run.Error.Trim()).ShouldBe((2, "medreason: --schema takes lower-case letters, digits and underscores, at most 63 and no digit first"));
    }
}
