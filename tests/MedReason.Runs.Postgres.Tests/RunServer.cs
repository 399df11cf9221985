using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace MedReason.Runs.Postgres.Tests;

[CollectionDefinition(Name)]
public sealed class RunServerGroup : ICollectionFixture<RunServer>
{
    public const string Name = "PostgreSQL of runs";
}

/// <summary>
/// A PostgreSQL of the tests' own, in a temporary folder, on a socket in it, ended with the tests even when these are killed. It commits to the disk, and it can
/// be killed and started again. Started at first use.
/// </summary>
public sealed class RunServer : IAsyncLifetime
{
    // The server lives as long as the pipe to this script, which a process that ends closes in any case. A line kills it and starts it again.
    private const string Script = """
        if [ ! -d "$2/data" ]; then
          "$1/initdb" -D "$2/data" --no-sync --encoding=UTF8 --locale=C.UTF-8 --auth=trust --username=tester > "$2/log" 2>&1 || exit 1
        fi
        start() { "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c max_connections=200 >> "$2/log" 2>&1 & pid=$!; }
        start "$1" "$2"
        while read -r line; do
          kill -QUIT $pid
          wait $pid
          start "$1" "$2"
        done
        kill -QUIT $pid
        wait
        rm -rf "$2/data"
        """;

    private static readonly string? Binaries = FindBinaries();
    private readonly Lazy<Task> _start;
    private Process? _script;
    private string? _folder;
    private int _runs;

    public RunServer() => _start = new(StartAsync);

    /// <summary>Why no server can be had; null where one can.</summary>
    public static string? SkipReason =>
        Binaries is null ? "PostgreSQL is absent: install it (initdb and postgres in /usr/lib/postgresql/*/bin or on the PATH)." : null;

    public string SocketPath => Path.Combine(_folder!, ".s.PGSQL.5432");

    /// <summary>The address that was given last.</summary>
    public string LastRun { get; private set; } = string.Empty;

    /// <summary>Skips the calling test where there is no server; else starts it and gives the address of a run that nobody begun.</summary>
    public async Task<string> NewRunAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? string.Empty);
        await _start.Value;
        return LastRun = string.Create(
            CultureInfo.InvariantCulture, $"postgres://tester@localhost/postgres?host={Uri.EscapeDataString(_folder!)}&run=r{Interlocked.Increment(ref _runs)}");
    }

    /// <summary>An amount of the database, in picodollars, as dollars.</summary>
    public static decimal ToDollars(long amount) => amount / 1_000_000_000_000m;

    /// <summary>Kills the server as a crash does, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await _script!.StandardInput.WriteLineAsync("again");
        await _script.StandardInput.FlushAsync();
        await Task.Delay(200);
        await WaitAsync();
    }

    public async Task<T> ScalarAsync<T>(string address, string statement)
    {
        PostgresRunAddress run = PostgresRunAddress.Parse(address);
        await using NpgsqlConnection connection = new(run.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement.Replace("@.", $"\"{run.Schema}\".", StringComparison.Ordinal), connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            NpgsqlConnection.ClearAllPools();
            _script.StandardInput.Close();
            await _script.WaitForExitAsync();
            _script.Dispose();
            Directory.Delete(_folder!, recursive: true);
        }
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

    private async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("mr-run-").FullName;

        // PostgreSQL refuses to run as root.
        bool isRoot = Environment.UserName == "root";
        string user = File.ReadLines("/etc/passwd").Any(static line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        if (isRoot)
        {
            using Process chown = Process.Start("chown", ["-R", user, _folder]);
            await chown.WaitForExitAsync();
        }

        string[] command = ["sh", "-c", Script, "sh", Binaries!, _folder];
        var start = new ProcessStartInfo { RedirectStandardInput = true, WorkingDirectory = _folder };
        (start.FileName, IEnumerable<string> arguments) = isRoot ? ("runuser", ["-u", user, "--", .. command]) : ("sh", command.Skip(1));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _script = Process.Start(start)!;
        await WaitAsync();
    }

    private async Task WaitAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"Host={_folder};Database=postgres;Username=tester;Pooling=false;Timeout=2");
                await connection.OpenAsync();
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException && attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }
}
