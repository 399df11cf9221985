using System.Globalization;
using MedReason.Datasets;
using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>The one database of a run's folder: its form, how it is opened, and what its failures mean.</summary>
internal static class RunDatabase
{
    public const string FileName = "run.db";
    private const int ApplicationId = 0x4D52554E;
    private const int Version = 3;

    // The form before batches: the same tables without theirs.
    private const int VersionWithoutBatches = 2;

    // SQLite's result codes.
    private const int Error = 1;
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int NotADatabase = 26;

    // Columns that are counted and searched are kept apart from payloads, so that a scan of a finished run reads megabytes and not gigabytes.
    // Each row is marked, see RunMark.
    private const string SchemaWithoutBatches = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, mark INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE rows (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, content_hash TEXT NOT NULL, mark INTEGER NOT NULL);
        CREATE TABLE row_payloads (ordinal INTEGER PRIMARY KEY, payload BLOB NOT NULL, mark INTEGER NOT NULL);
        CREATE TABLE results (ordinal INTEGER PRIMARY KEY, outcome TEXT NOT NULL, stage TEXT, reason TEXT, is_transient INTEGER NOT NULL,
            session INTEGER NOT NULL, mark INTEGER NOT NULL);
        CREATE TABLE result_payloads (ordinal INTEGER PRIMARY KEY, payload BLOB NOT NULL, mark INTEGER NOT NULL);
        CREATE TABLE replies (key TEXT PRIMARY KEY, is_usable INTEGER NOT NULL, reply BLOB NOT NULL, mark INTEGER NOT NULL);
        CREATE TABLE requests (id INTEGER PRIMARY KEY, key TEXT NOT NULL, session INTEGER NOT NULL, state INTEGER NOT NULL, amount INTEGER,
            max_input_tokens INTEGER NOT NULL, max_output_tokens INTEGER, input_tokens INTEGER, cached_tokens INTEGER, output_tokens INTEGER, failure TEXT,
            mark INTEGER NOT NULL);
        """;

    private const string Schema = SchemaWithoutBatches + BatchTables.Schema;

    /// <summary>Sets a value: $1 is its name, $2 the value.</summary>
    public const string SetMetaText = "INSERT OR REPLACE INTO meta (name, value, mark) VALUES ($1, $2, row_mark('meta', $1, $2))";

    public static string PathOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>Opens the database for its one writer, and creates it when it does not exist.</summary>
    public static SqliteConnection OpenForWriting(string folder)
    {
        RequireWhole(folder);
        CreatePrivate(PathOf(folder));
        SqliteConnection connection = Connect(folder, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Execute(connection,
                "PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint "
                + "= 4000;");
            if (Scalar(connection, "SELECT COUNT(*) FROM sqlite_master") == 0)
            {
                using SqliteTransaction transaction = connection.BeginTransaction();
                Execute(connection, Schema);
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"));
                transaction.Commit();
            }

            RequireRun(connection, folder);
            AddBatches(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the database to read; a writer may be at work.</summary>
    public static SqliteConnection OpenForReading(string folder)
    {
        if (!File.Exists(PathOf(folder)))
        {
            throw new RunException(RunFailure.NotARun, $"{folder}: expected the folder of a run, found no {FileName} in it");
        }

        RequireWhole(folder);
        SqliteConnection connection = Connect(folder, SqliteOpenMode.ReadOnly);
        try
        {
            Execute(connection, "PRAGMA cache_size = -8000;");
            RequireRun(connection, folder);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether the run is of a form that has batches; one that is only read stays in its form.</summary>
    public static bool HasBatches(SqliteConnection connection, string database = "main") => Scalar(connection, $"PRAGMA {database}.user_version") == Version;

    public static SqliteCommand Command(this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this folder; values go in as parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.Command(text);
        command.ExecuteNonQuery();
    }

    public static long Scalar(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.Command(text);
        return command.ExecuteScalar() is long value ? value : 0;
    }

    /// <exception cref="RunException">The value is not what was written.</exception>
    public static string? FindMeta(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.Command(
            $"SELECT value, mark IS {RunMark.OfMeta} FROM meta WHERE name = $name", ("$name", name));
        using SqliteDataReader reader = command.ExecuteReader();
        return !reader.Read() ? null : reader.GetBoolean(1) ? reader.GetString(0) : throw Damage(connection.DataSource);
    }

    public static void SetMeta(SqliteConnection connection, string name, string value)
    {
        using SqliteCommand command = connection.Command(SetMetaText, ("$1", name), ("$2", value));
        command.ExecuteNonQuery();
    }

    /// <summary>Says that the database holds something else than what was written.</summary>
    public static RunException Damage(string path, Exception? exception = null) => new(
        RunFailure.Damaged, $"{path}: the database is damaged; restore the folder from a copy, or begin a run in another one", exception);

    /// <summary>What a failure of the database means for the run, in one line.</summary>
    public static RunException Translate(string folder, Exception exception) => exception switch
    {
        RunException known => known,
        SqliteException { SqliteErrorCode: Full } => new RunException(
            RunFailure.DiskFull, $"{folder}: no space is left on the disk; free some and run the same command again: all that was recorded stays", exception),
        SqliteException { SqliteErrorCode: Corrupt or Error or Mismatch } => Damage(PathOf(folder), exception),
        SqliteException { SqliteErrorCode: NotADatabase } =>
            new RunException(
                RunFailure.NotARun, $"{PathOf(folder)}: expected the database of a run, found something else, or one that is damaged", exception),
        SqliteException { SqliteErrorCode: Busy } => new RunException(RunFailure.Locked, $"{folder}: another process works on the database", exception),
        SqliteException { SqliteErrorCode: Constraint } =>
            new RunException(RunFailure.InvalidRows, $"{folder}: expected each id and each place in the input once", exception),
        SqliteException { SqliteErrorCode: ReadOnly or CannotOpen or InputOutput } sqlite => new RunException(
            RunFailure.NotAccessible,
                $"{PathOf(folder)}: cannot be {(sqlite.SqliteErrorCode == InputOutput ? "read or written" : "opened")} ({OneLine(sqlite.Message)})", exception),
        _ => new RunException(RunFailure.NotAccessible, $"{PathOf(folder)}: {OneLine(exception.Message)}", exception),
    };

    // An empty file is an empty database. Its log gets the mode of the database.
    private static void CreatePrivate(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFailure.NotAccessible, $"{path}: cannot be created ({OneLine(exception.Message)})", exception);
        }
    }

    private static SqliteConnection Connect(string folder, SqliteOpenMode mode)
    {
        // One process writes, so that waiting for a lock never lasts; a reader may wait for a checkpoint. The whole path, because SQLite takes one that begins
        // with "file:" for an address with options.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(PathOf(folder)), Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            RunMark.Register(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // What SQLite takes for a new beginning although a run was here: an empty database beside results, and a log that ends before its end.
    private static void RequireWhole(string folder)
    {
        var database = new FileInfo(PathOf(folder));
        if (database is { Exists: true, Length: 0 } && File.Exists(ResultsFile.GetPath(folder)))
        {
            throw Damage(database.FullName);
        }

        if (RunLog.IsDamaged(database.FullName))
        {
            throw Damage(database.FullName + RunLog.Suffix);
        }
    }

    private static void RequireRun(SqliteConnection connection, string folder)
    {
        if (Scalar(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw new RunException(RunFailure.NotARun, $"{PathOf(folder)}: expected the database of a run, found another one, or one that is damaged");
        }

        long version = Scalar(connection, "PRAGMA user_version");
        if (version is not (Version or VersionWithoutBatches))
        {
            throw new RunException(RunFailure.NotARun, string.Create(
                CultureInfo.InvariantCulture, $"{PathOf(folder)}: expected a run of form {Version}, found one of form {version}, or one that is damaged"));
        }

        string schema = version == Version ? Schema : SchemaWithoutBatches;
        if (!ReadSchema(connection).SequenceEqual(
            schema.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), StringComparer.Ordinal)
            || Scalar(connection, $"SELECT COUNT(*) FROM meta WHERE mark IS NOT {RunMark.OfMeta}") > 0)
        {
            throw Damage(PathOf(folder));
        }
    }

    // A run of the form before goes on in this one.
    private static void AddBatches(SqliteConnection connection)
    {
        if (!HasBatches(connection))
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Execute(connection, BatchTables.Schema + string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version};"));
            transaction.Commit();
        }
    }

    private static List<string> ReadSchema(SqliteConnection connection)
    {
        var statements = new List<string>();
        using SqliteCommand command = connection.Command("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            statements.Add(reader.GetString(0));
        }

        statements.Sort(StringComparer.Ordinal);
        return statements;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
