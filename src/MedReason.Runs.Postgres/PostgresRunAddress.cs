using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>
/// Where a run is in PostgreSQL, written as <c>postgres://user@host:port/database?run=NAME</c>. Immutable.
/// </summary>
/// <remarks>
/// A run is a schema of its own, <c>medreason_run_NAME</c>. Other parameters of the address are those of Npgsql's connection string, such as
/// <c>sslmode=VerifyFull</c> or <c>host=/var/run/postgresql</c> for a socket. A password is better kept in <c>PGPASSWORD</c> or <c>PGPASSFILE</c>, which no
/// list of processes shows. <c>Timeout</c> (default 5) and <c>Command Timeout</c> (default 10) take 1 to 600 seconds. A connection asks the server to give it
/// up a minute after its other end is gone; <c>Options</c> replaces that, as a pooler may need that takes no such parameters.
/// </remarks>
public sealed partial class PostgresRunAddress
{
    private const string SchemaPrefix = "medreason_run_";
    private const string DefaultRun = "default";

    // In seconds. No wait is without an end.
    private const int MaxTimeout = 600;

    // What the server's end of a connection does where nothing is heard of ours: asked after 30 s of silence, given up after a minute, as is an answer that
    // nobody takes. The system's own limits are hours and a quarter of one, and a statement in the middle of its message or its answer holds its locks.
    private static readonly string LivenessOptions = string.Create(
        CultureInfo.InvariantCulture,
        $"-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout={Liveness.TotalMilliseconds}");

    private PostgresRunAddress(string connectionString, string run, string place)
    {
        ConnectionString = connectionString;
        Run = run;
        Place = place;
    }

    /// <summary>Gets the name of the run: lower-case letters, digits and underscores, at most 40. Default: <c>default</c>.</summary>
    public string Run { get; }

    /// <summary>Gets the schema that holds the run.</summary>
    public string Schema => SchemaPrefix + Run;

    /// <summary>Gets the address without its password, for messages.</summary>
    public string Place { get; }

    internal string ConnectionString { get; }

    internal TimeSpan CommandTimeout { get; private init; }

    /// <summary>Gets how long the server keeps a connection, with its locks, whose other end is gone.</summary>
    internal static TimeSpan Liveness => TimeSpan.FromSeconds(60);

    /// <summary>Checks whether a text is such an address, whole or not, and no folder.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True when it begins with <c>postgres://</c> or <c>postgresql://</c>.</returns>
    public static bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <returns>The address.</returns>
    /// <exception cref="RunException">The text is not an address of a run; the message holds no part of it, because it may hold a password.</exception>
    public static PostgresRunAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Expected = "expected postgres://user@host:port/database?run=NAME";
        if (!IsMatch(text) || !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
        {
            throw Refuse($"the address of a run cannot be read; {Expected}");
        }

        // What follows such a sign in a password that is not escaped would be taken for the database, and shown.
        string path = uri.AbsolutePath.Trim('/');
        if (path.Contains('/', StringComparison.Ordinal) || path.Contains('@', StringComparison.Ordinal) || uri.Fragment.Length > 0)
        {
            throw Refuse($"the address of a run holds a '/', '@' or '#' too many, which a password holds as %2F, %40 or %23; {Expected}");
        }

        string run = DefaultRun;
        var builder = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "medreason",
            Timeout = 5,
            CommandTimeout = 10,
            MaxPoolSize = 16,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            Options = LivenessOptions,
        };
        try
        {
            builder.Host = uri.Host.Length > 0 ? Uri.UnescapeDataString(uri.Host) : "localhost";
            builder.Port = uri.Port > 0 ? uri.Port : builder.Port;
            builder.Database = path.Length > 0 ? Uri.UnescapeDataString(path) : "postgres";
            string[] user = uri.UserInfo.Split(':', 2);
            builder.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
            builder.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
            foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = pair.Split('=', 2);
                string value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : string.Empty);
                if (parts[0] == "run")
                {
                    run = value;
                }
                else
                {
                    builder[Uri.UnescapeDataString(parts[0])] = value;
                }
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException
            or KeyNotFoundException)
        {
            throw Refuse($"the address of a run holds a parameter that cannot be read; {Expected}", exception);
        }

        if (builder.Timeout is < 1 or > MaxTimeout || builder.CommandTimeout is < 1 or > MaxTimeout)
        {
            throw Refuse($"Timeout and Command Timeout of the address of a run take 1 to {MaxTimeout} seconds");
        }

        if (!RunName().IsMatch(run))
        {
            throw Refuse("run=NAME takes lower-case letters, digits and underscores, at most 40");
        }

        string host = builder.Host!.StartsWith('/') ? $"/{builder.Database}?host={builder.Host}&" : $"{builder.Host}:{builder.Port}/{builder.Database}?";
        return new PostgresRunAddress(builder.ConnectionString, run, $"postgres://{host}run={run}")
        {
            CommandTimeout = TimeSpan.FromSeconds(builder.CommandTimeout),
        };
    }

    /// <summary>Returns the address without its password.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Place;

    private static RunException Refuse(string message, Exception? cause = null) => new(RunFailure.NotAccessible, message, cause);

    [GeneratedRegex(@"^[a-z0-9_]{1,40}\z")]
    private static partial Regex RunName();
}
