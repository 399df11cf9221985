using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MedReason.Kg.Postgres;
using Npgsql;

namespace MedReason.Cli;

/// <summary><c>medreason kg load-postgres</c>: copies a snapshot into PostgreSQL, where hosts read it.</summary>
internal static partial class KgLoadPostgres
{
    /// <summary>Holds the connection string, which no option takes: a password on a command line is seen by everybody on the machine.</summary>
    public const string ConnectionVariable = "MEDREASON_POSTGRES";

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> schema = new("--schema")
        {
            Description = "The schema that takes the graph, in the place of the one that it holds.",
            HelpName = "NAME",
            DefaultValueFactory = _ => new PostgresKnowledgeGraphOptions().Schema,
        };
        Option<string> names = CommonOptions.Choice(
            "--names", "How names are found there: also by trigrams, which needs the extension pg_trgm, or exactly.", "trigram", "trigram", "exact");
        var command = new Command(
            "load-postgres",
            $"Loads a snapshot into PostgreSQL by COPY, in one transaction. The environment variable {ConnectionVariable} holds the connection string.") { kg,
            schema, names };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            var options = new PostgresKnowledgeGraphOptions
            {
                ConnectionString = Environment.GetEnvironmentVariable(ConnectionVariable),
                Schema = parsed.GetRequiredValue(schema),
                NameSearch = parsed.GetRequiredValue(names) == "exact" ? PostgresNameSearch.Exact : PostgresNameSearch.Trigram,
            };
            Check(options);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            NpgsqlDataSource dataSource = NpgsqlDataSource.Create(options.ConnectionString!);
            await using (dataSource.ConfigureAwait(false))
            {
                KnowledgeGraphMetadata loaded = await PostgresGraphLoader.LoadAsync(graph, dataSource, options, cancellationToken).ConfigureAwait(false);
                await console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"medreason: {loaded.NodeCount:N0} nodes, {loaded.EdgeCount:N0} edges loaded into the schema {options.Schema}, content hash "
                        + $"{loaded.ContentHash}")).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Check(PostgresKnowledgeGraphOptions options)
    {
        if (!SchemaName().IsMatch(options.Schema))
        {
            throw new UsageException("--schema takes lower-case letters, digits and underscores, at most 63 and no digit first");
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new UsageException(
                $"kg load-postgres needs a database: set the environment variable {ConnectionVariable} to "
                + "Host=...;Port=...;Database=...;Username=...;Password=...");
        }

        if (!options.HasReadableConnectionString())
        {
            throw new UsageException(
                $"the connection string in the environment variable {ConnectionVariable} cannot be read; it is written as "
                + "Host=...;Port=...;Database=...;Username=...;Password=...");
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaName();
}
