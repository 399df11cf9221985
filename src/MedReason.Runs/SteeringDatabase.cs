using System.Globalization;
using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>
/// The small database beside a run's own that those who steer the run write to: the run's own has one writer, the process that works on it, which reads this.
/// </summary>
internal static class SteeringDatabase
{
    public const string FileName = "steering.db";

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS steering (id INTEGER PRIMARY KEY CHECK (id = 1), is_paused INTEGER NOT NULL, is_cancelled INTEGER NOT NULL,
            concurrency INTEGER, requests_per_minute INTEGER, tokens_per_minute INTEGER, max_cost INTEGER, deadline TEXT);
        CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, command TEXT NOT NULL, detail TEXT NOT NULL);
        INSERT OR IGNORE INTO steering (id, is_paused, is_cancelled) VALUES (1, 0, 0);
        """;

    public static string PathOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>Reads how the run is steered; null where it cannot be read now.</summary>
    public static RunSteering? TryRead(string folder)
    {
        try
        {
            return Read(folder, Read, RunSteering.None);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <summary>Reads how the run is steered.</summary>
    /// <exception cref="RunException">It cannot be read: nothing is begun of a run that may be paused or cancelled.</exception>
    public static RunSteering Require(string folder)
    {
        try
        {
            return Read(folder, Read, RunSteering.None);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Describe(folder, exception);
        }
    }

    /// <summary>Reads, without writing; of a folder that nobody steered, what is given for none.</summary>
    public static T Read<T>(string folder, Func<SqliteConnection, T> read, T none)
    {
        if (!File.Exists(PathOf(folder)))
        {
            return none;
        }

        // Who steers first makes the file and then its tables.
        using SqliteConnection connection = Open(folder, SqliteOpenMode.ReadWrite);
        return RunDatabase.Scalar(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('steering', 'audit')") == 2 ? read(connection) : none;
    }

    /// <summary>Whether a failure is that of the database or of what it holds, which another program may have changed.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is SqliteException or FormatException or OverflowException or InvalidCastException;

    public static RunException Describe(string folder, Exception exception) => new(
        RunFailure.NotAccessible, $"{PathOf(folder)}: cannot be read or written ({exception.Message.ReplaceLineEndings(" ")})", exception);

    public static SqliteConnection OpenForWriting(string folder)
    {
        SqliteConnection connection = Open(folder, SqliteOpenMode.ReadWriteCreate);
        RunDatabase.Execute(connection, Schema);
        return connection;
    }

    public static RunSteering Read(SqliteConnection connection)
    {
        using SqliteCommand command = connection.Command(
            "SELECT is_paused, is_cancelled, concurrency, requests_per_minute, tokens_per_minute, max_cost, deadline FROM steering WHERE id = 1");
        using SqliteDataReader reader = command.ExecuteReader();
        return !reader.Read() ? RunSteering.None : new RunSteering
        {
            IsPaused = reader.GetBoolean(0),
            IsCancelled = reader.GetBoolean(1),
            Concurrency = reader.IsDBNull(2) ? null : reader.GetInt32(2),
            RequestsPerMinute = reader.IsDBNull(3) ? null : reader.GetInt32(3),
            TokensPerMinute = reader.IsDBNull(4) ? null : reader.GetInt32(4),
            MaxCost = reader.IsDBNull(5) ? null : Money.ToDollars(reader.GetInt64(5)),
            Deadline = reader.IsDBNull(6) ? null : DateTimeOffset.Parse(reader.GetString(6), CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Writes how the run is steered from now on, with who said so.</summary>
    public static void Write(SqliteConnection connection, RunSteering steering, RunCommand command)
    {
        using (SqliteCommand change = connection.Command(
            "UPDATE steering SET is_paused = $1, is_cancelled = $2, concurrency = $3, requests_per_minute = $4, tokens_per_minute = $5, max_cost = $6, "
                + "deadline = $7 WHERE id = 1",
            ("$1", steering.IsPaused), ("$2", steering.IsCancelled), ("$3", steering.Concurrency), ("$4", steering.RequestsPerMinute),
            ("$5", steering.TokensPerMinute), ("$6", steering.MaxCost is { } cap ? Money.FromDollars(cap) : null),
            ("$7", steering.Deadline?.ToString("O", CultureInfo.InvariantCulture))))
        {
            change.ExecuteNonQuery();
        }

        Note(connection, command);
    }

    public static void Note(SqliteConnection connection, RunCommand command)
    {
        using SqliteCommand note = connection.Command(
            "INSERT INTO audit (at, who, command, detail) VALUES ($1, $2, $3, $4)",
            ("$1", command.At.ToString("O", CultureInfo.InvariantCulture)), ("$2", command.Who), ("$3", command.Command), ("$4", command.Detail));
        note.ExecuteNonQuery();
    }

    public static List<RunCommand> ReadCommands(SqliteConnection connection)
    {
        using SqliteCommand command = connection.Command("SELECT at, who, command, detail FROM audit ORDER BY id");
        using SqliteDataReader reader = command.ExecuteReader();
        var commands = new List<RunCommand>();
        while (reader.Read())
        {
            commands.Add(new RunCommand
            {
                At = DateTimeOffset.Parse(reader.GetString(0), CultureInfo.InvariantCulture),
                Who = reader.GetString(1),
                Command = reader.GetString(2),
                Detail = reader.GetString(3),
            });
        }

        return commands;
    }

    private static SqliteConnection Open(string folder, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(PathOf(folder)), Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
