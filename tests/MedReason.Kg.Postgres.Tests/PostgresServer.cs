using System.Diagnostics;
using MedReason.Kg.Postgres;
using MedReason.Testing;
using Npgsql;

namespace MedReason.Tests;

/// <summary>One server for all tests that need one.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>
/// A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, as a user without rights, ended with the tests even when these are killed. Or the
/// one whose connection string <c>MEDREASON_POSTGRES</c> holds. Started at first use.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "canary-of-the-password";

    // The server lives as long as the pipe to this script, which a process that ends closes in any case.
    private const string Script = """
        "$1/initdb" -D "$2/data" --no-sync --encoding=UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --username=tester --pwfile="$2/password" > "$2/log" 2>&1 || exit 1
        "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c fsync=off -c max_connections=60 >> "$2/log" 2>&1 &
        cat > /dev/null
        kill -QUIT $!
        wait
        rm -rf "$2/data"
        """;

    private static readonly string? Given = Environment.GetEnvironmentVariable("MEDREASON_POSTGRES") is { Length: > 0 } given ? given : null;
    private static readonly string? Binaries = FindBinaries();
    private readonly Lazy<Task<NpgsqlDataSource>> _dataSource;
    private Process? _script;
    private string? _folder;
    private int _schemas;

    public PostgresServer() => _dataSource = new(StartAsync);

    /// <summary>Why no server can be had; null where one can.</summary>
    public static string? SkipReason => Given is null && Binaries is null
        ? "PostgreSQL is absent: install it (initdb and postgres in /usr/lib/postgresql/*/bin or on the PATH) or set MEDREASON_POSTGRES."
        : null;

    public bool IsOwn => Given is null;

    public string ConnectionString => Given ?? $"Host={_folder};Database=postgres;Username=tester;Password={Password}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Skips the calling test where there is no server; else starts it.</summary>
    public async Task<NpgsqlDataSource> RequireAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? string.Empty);
        return await _dataSource.Value;
    }

    /// <summary>Options for a schema of its own.</summary>
    public PostgresKnowledgeGraphOptions NewSchema(PostgresNameSearch search = PostgresNameSearch.Trigram) => new()
    {
        Schema = $"medreason_test_{Environment.ProcessId}_{Interlocked.Increment(ref _schemas)}",
        NameSearch = search,
    };

    public async Task<PostgresKnowledgeGraphOptions> LoadAsync(IKnowledgeGraph source, PostgresNameSearch search = PostgresNameSearch.Trigram)
    {
        NpgsqlDataSource dataSource = await RequireAsync();
        PostgresKnowledgeGraphOptions options = NewSchema(search);
        await PostgresGraphLoader.LoadAsync(source, dataSource, options);
        return options;
    }

    public async Task ExecuteAsync(string statement)
    {
        await using NpgsqlCommand command = (await RequireAsync()).CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string statement)
    {
        await using NpgsqlCommand command = (await RequireAsync()).CreateCommand(statement);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_dataSource.IsValueCreated && _dataSource.Value.IsCompletedSuccessfully)
        {
            await using NpgsqlDataSource dataSource = await _dataSource.Value;
            await DropSchemasAsync(dataSource);
        }

        if (_script is not null)
        {
            _script.StandardInput.Close();
            await _script.WaitForExitAsync();
            _script.Dispose();
            Directory.Delete(_folder!, recursive: true);
        }
    }

    public static InMemoryKnowledgeGraph InMemory(ToyGraph content)
    {
        var builder = new KnowledgeGraphBuilder { Name = content.Name, Version = content.Version };
        foreach (RelationInfo relation in content.Relations)
        {
            builder.AddRelation(relation);
        }

        foreach (KgNode node in content.Nodes)
        {
            builder.AddNode(node);
        }

        foreach (KgEdge edge in content.Edges)
        {
            builder.AddEdge(edge);
        }

        foreach (KgSource source in content.Sources)
        {
            builder.AddSource(source);
        }

        return builder.Build();
    }

    private static string? FindBinaries()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static folder => Path.Combine(folder, "bin"))
            : [];
        string[] path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return OperatingSystem.IsWindows() ? null
            : debian.Concat(path).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static async Task DropSchemasAsync(NpgsqlDataSource dataSource)
    {
        await using NpgsqlCommand find = dataSource.CreateCommand(
            $"select string_agg(format('drop schema %I cascade', nspname), ';') from pg_namespace where nspname like 'medreason_test_{Environment.ProcessId}_%'");
        if (Given is not null && await find.ExecuteScalarAsync() is string statements)
        {
            await using NpgsqlCommand drop = dataSource.CreateCommand(statements);
            await drop.ExecuteNonQueryAsync();
        }
    }

    private async Task<NpgsqlDataSource> StartAsync()
    {
        if (Given is null)
        {
            _folder = Directory.CreateTempSubdirectory("mr-pg-").FullName;
            await File.WriteAllTextAsync(Path.Combine(_folder, "password"), Password);
            _script = StartScript(_folder);
        }

        NpgsqlDataSource dataSource = NpgsqlDataSource.Create(ConnectionString);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync();
                return dataSource;
            }
            catch (NpgsqlException) when (_script is { HasExited: false } && attempt < 600)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException exception) when (_folder is not null)
            {
                throw new InvalidOperationException(await File.ReadAllTextAsync(Path.Combine(_folder, "log")), exception);
            }
        }
    }

    private static Process StartScript(string folder)
    {
        // PostgreSQL refuses to run as root.
        bool isRoot = Environment.UserName == "root";
        string user = File.ReadLines("/etc/passwd").Any(static line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        if (isRoot)
        {
            using Process chown = Process.Start("chown", ["-R", user, folder]);
            chown.WaitForExit();
        }

        string[] command = ["sh", "-c", Script, "sh", Binaries!, folder];
        var start = new ProcessStartInfo { RedirectStandardInput = true, WorkingDirectory = folder };
        (start.FileName, IEnumerable<string> arguments) = isRoot ? ("runuser", ["-u", user, "--", .. command]) : ("sh", command.Skip(1));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
