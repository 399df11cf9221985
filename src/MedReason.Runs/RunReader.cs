using System.Globalization;
using System.Security.Cryptography;
using MedReason.Datasets;
using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>Reads a run's folder, finished or not, also while another process works on it. Safe for concurrent use.</summary>
/// <remarks>Rows and results are read in pages, so that memory does not grow with a run. Failures of the database are <see cref="RunException"/>.</remarks>
public sealed class RunReader : IDisposable
{
    private const int PageSize = 256;
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    internal RunReader(string folder, SqliteConnection connection)
    {
        Folder = folder;
        _connection = connection;
        Configuration = RunConfiguration.FromJson(RunDatabase.FindMeta(connection, RunStore.ConfigurationName)
            ?? throw new RunException(RunFailure.NotARun, $"{folder}: the run was never begun; run its command again"));
    }

    /// <summary>The folder, as it was named.</summary>
    public string Folder { get; }

    /// <summary>What the run is of.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>Whether all rows of the input were taken over.</summary>
    public bool HasAllRows => Read(() => RunDatabase.FindMeta(_connection, RunStore.RowsName) is not null);

    /// <summary>How many rows the run has.</summary>
    public long RowCount => Read(() => Counted("rows", RunDatabase.FindMeta(_connection, RunStore.RowsName)));

    /// <summary>How many rows have a result.</summary>
    public long ResultCount => Read(() => Counted("results", RunDatabase.FindMeta(_connection, RunStore.ResultsName)?.Split(' ')[0]));

    /// <summary>Gets a value indicating whether every row of the input has a result, and none is to be worked on again.</summary>
    public bool IsFinished => HasAllRows && ResultCount == RowCount && CountPending(Session) == 0;

    /// <summary>The last session that was begun.</summary>
    internal long Session => Read(() => long.Parse(RunDatabase.FindMeta(_connection, RunStore.SessionName) ?? "0", CultureInfo.InvariantCulture));

    /// <summary>Checks whether a path is that of a file which a run keeps in its folder: its database, results or report of decontamination.</summary>
    /// <param name="path">The path; links in it are followed.</param>
    /// <returns>True when nothing else may be written there.</returns>
    public static bool IsRunFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string resolved = OutputFile.Resolve(path);
        string name = Path.GetFileName(resolved);
        return Path.GetDirectoryName(resolved) is { } folder && File.Exists(RunDatabase.PathOf(folder))
            && (name.StartsWith(RunDatabase.FileName, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(SteeringDatabase.FileName, StringComparison.OrdinalIgnoreCase)
                || name is RunLock.FileName or ResultsFile.FileName or DecontaminationReport.FileName);
    }

    /// <summary>Opens a folder to read.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The reader; the caller disposes it.</returns>
    /// <exception cref="RunException">The folder holds no run, or it cannot be read.</exception>
    public static RunReader Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        SqliteConnection? connection = null;
        try
        {
            connection = RunDatabase.OpenForReading(folder);
            return new RunReader(folder, connection);
        }
        catch (Exception exception) when (exception is SqliteException or RunException)
        {
            connection?.Dispose();
            throw RunDatabase.Translate(folder, exception);
        }
    }

    /// <summary>
    /// Brings the results file of a run folder up to date with the run's database, so that reports, reviews and exports can read it. A file that is not the one
    /// that the finished run wrote is written anew.
    /// </summary>
    /// <param name="folder">The folder of a run, finished or not.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The state of the run; null when the folder holds no database, and its results file is then used as it is.</returns>
    /// <exception cref="RunException">The database cannot be read, or the file cannot be written.</exception>
    public static async Task<RunState?> PrepareResultsAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!File.Exists(RunDatabase.PathOf(folder)))
        {
            return null;
        }

        using RunReader reader = Open(folder);
        var state = new RunState(reader.RowCount, reader.ResultCount, reader.IsFinished, reader.ReadSpending());
        if (!state.IsFinished || !await reader.IsWrittenAsync(cancellationToken).ConfigureAwait(false))
        {
            await RequireAllOfFileAsync(folder, state.Results, cancellationToken).ConfigureAwait(false);
            await reader.WriteResultsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return state;
    }

    /// <summary>Rows with their results, in input order; rows without a result are left out.</summary>
    /// <param name="outcome">Only results of this outcome; null for all.</param>
    /// <returns>The records, read as they are enumerated.</returns>
    /// <exception cref="RunException">The database cannot be read.</exception>
    public IEnumerable<RunRecord> ReadRecords(string? outcome = null) => Page(
        $"""
        SELECT rows.mark = {RunMark.OfRow} AND row_payloads.mark = {RunMark.OfRowPayload} AND results.mark = {RunMark.OfResult}
                AND result_payloads.mark = {RunMark.OfResultPayload},
            results.ordinal, rows.id, rows.content_hash, row_payloads.payload, results.outcome, results.stage, results.reason, results.is_transient,
            result_payloads.payload
        FROM results LEFT JOIN rows USING (ordinal) LEFT JOIN row_payloads USING (ordinal) LEFT JOIN result_payloads USING (ordinal)
        WHERE results.ordinal > $after AND ($outcome IS NULL OR results.outcome = $outcome) ORDER BY results.ordinal LIMIT $limit
        """,
        reader => new RunRecord
        {
            Row = ReadRow(reader),
            Result = new RunResult
            {
                Outcome = reader.GetString(5),
                Stage = Text(reader, 6),
                Reason = Text(reader, 7),
                IsTransient = reader.GetBoolean(8),
                Payload = reader.GetFieldValue<byte[]>(9),
            },
        },
        static record => record.Row.Ordinal,
        ("$outcome", outcome));

    /// <summary>Results by outcome, stage, reason and whether they pass, in ordinal order of these.</summary>
    /// <returns>The counts.</returns>
    /// <exception cref="RunException">The database cannot be read.</exception>
    public IReadOnlyList<RunTally> ReadTally() => Read(() =>
    {
        using SqliteCommand command = _connection.Command(
            $"SELECT outcome, stage, reason, is_transient, COUNT(*), COUNT(*) FILTER (WHERE mark = {RunMark.OfResult}) "
                + "FROM results GROUP BY outcome, stage, reason, is_transient ORDER BY outcome, stage, reason, is_transient");
        using SqliteDataReader reader = command.ExecuteReader();
        var tally = new List<RunTally>();
        while (reader.Read())
        {
            if (reader.GetInt64(4) != reader.GetInt64(5))
            {
                throw Damage();
            }

            tally.Add(new RunTally
            {
                Outcome = reader.GetString(0),
                Stage = Text(reader, 1),
                Reason = Text(reader, 2),
                IsTransient = reader.GetBoolean(3),
                Count = reader.GetInt64(4),
            });
        }

        return tally;
    });

    /// <summary>What the requests to models came to.</summary>
    /// <returns>The sums over all sessions of the run.</returns>
    /// <exception cref="RunException">The database cannot be read.</exception>
    public RunSpending ReadSpending() => ReadSpending(static request => request.Amount);

    /// <summary>
    /// Writes the payload of every result as a line, in input order: a pure function of the database. The file takes its name when all of it is on the disk.
    /// </summary>
    /// <param name="path">The file; null for <c>results.jsonl</c> in the folder.</param>
    /// <param name="cancellationToken">Ends the writing; no file is left.</param>
    /// <returns>How many lines it has.</returns>
    /// <exception cref="RunException">The database cannot be read or the file not be written.</exception>
    public async Task<long> WriteResultsAsync(string? path = null, CancellationToken cancellationToken = default) =>
        (await WriteAsync(path, cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>Closes the database.</summary>
    public void Dispose() => _connection.Dispose();

    /// <summary>Writes the results, and checks them against those of the finished run where these are on record.</summary>
    internal async Task<WrittenResults> WriteAsync(string? path, CancellationToken cancellationToken)
    {
        string own = ResultsFile.GetPath(Folder);
        if (path is not null && IsRunFile(path) && OutputFile.Resolve(path) != OutputFile.Resolve(own))
        {
            throw new RunException(RunFailure.NotAccessible, $"{path}: cannot be written, since it is a file of a run");
        }

        try
        {
            long expected = ResultCount;
            long count = 0;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using OutputFile file = path is null ? OutputFile.OpenInPlace(own) : OutputFile.Open(path);
            foreach (ReadOnlyMemory<byte> payload in ReadPayloads())
            {
                cancellationToken.ThrowIfCancellationRequested();
                await file.Stream.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
                file.Stream.WriteByte((byte)'\n');
                hash.AppendData(payload.Span);
                hash.AppendData("\n"u8);
                count++;
            }

            var written = new WrittenResults(count, Convert.ToHexStringLower(hash.GetHashAndReset()));
            if (count < expected || (FindWritten() is { } earlier && earlier != written))
            {
                throw Damage();
            }

            file.Complete();
            return written;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFailure.NotAccessible, $"{path ?? own}: cannot be written ({exception.Message.ReplaceLineEndings(" ")})", exception);
        }
    }

    /// <summary>Rows that are to be worked on: without a result, or with one of an earlier session that may pass.</summary>
    /// <param name="session">The session that asks.</param>
    /// <param name="every">Only rows whose ordinal is a multiple of this.</param>
    internal IEnumerable<RunRow> ReadPending(long session, long every) => Page(
        $"""
        SELECT rows.mark = {RunMark.OfRow} AND row_payloads.mark = {RunMark.OfRowPayload}, rows.ordinal, rows.id, rows.content_hash, row_payloads.payload
        FROM rows LEFT JOIN row_payloads USING (ordinal) LEFT JOIN results USING (ordinal)
        WHERE rows.ordinal > $after AND rows.ordinal % $every = 0
            AND (results.ordinal IS NULL OR (results.is_transient = 1 AND results.session < $session))
        ORDER BY rows.ordinal LIMIT $limit
        """,
        ReadRow,
        static row => row.Ordinal,
        ("$session", session),
        ("$every", every));

    /// <summary>
    /// Counts the rows that a session has still to work on: those without a result, and those that ended with a transient failure in an earlier session.
    /// </summary>
    /// <param name="session">The number of the session.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="RunException">The database cannot be read.</exception>
    public long CountPending(long session) => Read(() =>
    {
        using SqliteCommand command = _connection.Command(
            "SELECT COUNT(*) FROM rows LEFT JOIN results USING (ordinal) WHERE results.ordinal IS NULL OR (results.is_transient = 1 AND results.session < "
                + "$session)", ("$session", session));
        return (long)command.ExecuteScalar()!;
    });

    /// <summary>Sums up the requests of all sessions.</summary>
    /// <param name="amountOf">What a request counts with, in picodollars; null where it is unknown.</param>
    internal RunSpending ReadSpending(Func<RecordedRequest, long?> amountOf)
    {
        var counts = new long[4];
        var amounts = new long[4];
        long input = 0;
        long output = 0;
        long uncertain = 0;
        long last = 0;
        foreach (RecordedRequest request in ReadRequests())
        {
            // Numbers are given without a gap.
            int state = request.Id == ++last ? (int)request.State : throw Damage();
            counts[state]++;
            amounts[state] = Money.Add(amounts[state], amountOf(request) ?? 0);
            input += request.Usage.Input;
            output += request.Usage.Output;
            uncertain += request.IsUncertain ? 1 : 0;
        }

        return new RunSpending
        {
            Answered = counts[(int)RequestState.Answered],
            Failed = counts[(int)RequestState.Failed],
            PossiblyBilled = counts[(int)RequestState.PossiblyBilled] + counts[(int)RequestState.Open],
            InputTokens = input,
            OutputTokens = output,
            UncertainUsage = uncertain,
            Cost = Money.ToDollars(amounts[(int)RequestState.Answered]),
            PossibleCost = Money.ToDollars(Money.Add(amounts[(int)RequestState.PossiblyBilled], amounts[(int)RequestState.Open])),
            UsableReplies = Read(() => RunDatabase.Scalar(_connection, "SELECT COUNT(*) FROM replies WHERE is_usable = 1")),
        };
    }

    /// <summary>Counts the batches that are under way.</summary>
    internal long CountOpenBatches() => Read(() =>
        RunDatabase.HasBatches(_connection) ? RunDatabase.Scalar(_connection, BatchTables.CountOpenOf("batches")) : 0);

    /// <summary>Returns the reply that was kept under a key; null when there is no usable one.</summary>
    internal byte[]? FindReply(string key) => Read(() =>
    {
        using SqliteCommand command = _connection.Command(
            $"SELECT reply, key = $key AND mark = {RunMark.OfReply} FROM replies WHERE key = $key AND is_usable = 1", ("$key", key));
        using SqliteDataReader reader = command.ExecuteReader();
        return !reader.Read() ? null : !reader.IsDBNull(1) && reader.GetBoolean(1) ? reader.GetFieldValue<byte[]>(0) : throw Damage();
    });

    private IEnumerable<RecordedRequest> ReadRequests() => Page(
        $"""
        SELECT mark = {RunMark.OfRequest}, id, state, amount, max_input_tokens, max_output_tokens, input_tokens, cached_tokens, output_tokens,
            EXISTS (SELECT 1 FROM batch_calls WHERE batch_calls.key = requests.key AND batch_calls.failure IS NULL)
        FROM requests WHERE id > $after ORDER BY id LIMIT $limit
        """,
        static reader => new RecordedRequest
        {
            Id = reader.GetInt64(1),
            State = (RequestState)reader.GetInt32(2),
            Amount = reader.IsDBNull(3) ? null : reader.GetInt64(3),
            MaxInputTokens = reader.GetInt64(4),
            MaxOutputTokens = reader.IsDBNull(5) ? null : reader.GetInt32(5),
            Usage = reader.IsDBNull(6) ? default : ReplyUsage.Of(reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8)),
            IsInBatch = reader.GetBoolean(9),
        },
        static request => request.Id);

    private IEnumerable<ReadOnlyMemory<byte>> ReadPayloads() => Page(
        $"""
        SELECT results.mark = {RunMark.OfResult} AND result_payloads.mark = {RunMark.OfResultPayload}, results.ordinal, result_payloads.payload
        FROM results LEFT JOIN result_payloads USING (ordinal) WHERE results.ordinal > $after ORDER BY results.ordinal LIMIT $limit
        """,
        static reader => (Ordinal: reader.GetInt64(1), Payload: reader.GetFieldValue<byte[]>(2)),
        static row => row.Ordinal).Select(static row => (ReadOnlyMemory<byte>)row.Payload);

    // The first column says whether the row is what was written; of one that is not, or that is not whole, nothing is given out.
    private IEnumerable<T> Page<T>(string text, Func<SqliteDataReader, T> read, Func<T, long> ordinalOf, params (string Name, object? Value)[] parameters)
    {
        long after = -1;
        while (true)
        {
            List<T> page = Read(() =>
            {
                using SqliteCommand command = _connection.Command(text, parameters);
                command.Parameters.AddWithValue("$after", after);
                command.Parameters.AddWithValue("$limit", PageSize);
                using SqliteDataReader reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(!reader.IsDBNull(0) && reader.GetBoolean(0) ? read(reader) : throw Damage());
                }

                return rows;
            });
            foreach (T row in page)
            {
                // A tree whose order is damaged gives a row twice, or takes one into a place where it is not found.
                long ordinal = ordinalOf(row);
                after = ordinal > after ? ordinal : throw Damage();
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            try
            {
                return read();
            }
            catch (SqliteException exception)
            {
                throw RunDatabase.Translate(Folder, exception);
            }
            catch (Exception exception) when (exception is InvalidCastException or InvalidOperationException or FormatException or OverflowException)
            {
                // A value is of another type than the one that was written.
                throw RunDatabase.Damage(RunDatabase.PathOf(Folder), exception);
            }
        }
    }

    // By the table itself: an index may know a row that the table has lost.
    private long Counted(string table, string? recorded)
    {
        long count = RunDatabase.Scalar(_connection, $"SELECT COUNT(*) FROM {table} NOT INDEXED");
        return recorded is null || recorded == count.ToString(CultureInfo.InvariantCulture) ? count : throw Damage();
    }

    private WrittenResults? FindWritten() =>
        Read(() => RunDatabase.FindMeta(_connection, RunStore.ResultsName)) is { } text ? WrittenResults.Parse(text) : null;

    /// <summary>Whether the results file is the one that the finished run wrote.</summary>
    private async Task<bool> IsWrittenAsync(CancellationToken cancellationToken)
    {
        string path = ResultsFile.GetPath(Folder);
        return FindWritten() is { } written && File.Exists(path)
            && await RunConfiguration.HashFileAsync(path, cancellationToken).ConfigureAwait(false) == written.Sha256;
    }

    /// <summary>Results are replaced and never removed: a file that was written of a run holds no more of them than its database.</summary>
    private static async Task RequireAllOfFileAsync(string folder, long results, CancellationToken cancellationToken)
    {
        string path = ResultsFile.GetPath(folder);
        if (!File.Exists(path))
        {
            return;
        }

        long lines = 0;
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 16];
            while (await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                lines += buffer.AsSpan(0, count).Count((byte)'\n');
            }
        }

        if (lines > results)
        {
            throw new RunException(RunFailure.Damaged, string.Create(
                CultureInfo.InvariantCulture,
                $"{RunDatabase.PathOf(folder)}: the database is damaged: it holds {results} results, and {path}, which was written of it, {lines}; restore the "
                    + $"folder from a copy, or delete that file where it is not of this run"));
        }
    }

    private RunException Damage() => RunDatabase.Damage(RunDatabase.PathOf(Folder));

    private static RunRow ReadRow(SqliteDataReader reader) => new()
    {
        Ordinal = reader.GetInt64(1),
        Id = reader.GetString(2),
        ContentHash = reader.GetString(3),
        Payload = reader.GetFieldValue<byte[]>(4),
    };

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
