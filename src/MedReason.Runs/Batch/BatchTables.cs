using System.Text;
using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>The part of a run's database that holds batches and their calls. Safe for concurrent use; changes are made by the run's one writer.</summary>
internal sealed class BatchTables : IDisposable
{
    /// <summary>The tables, part of the form of a run's database.</summary>
    public const string Schema = """

        CREATE TABLE batches (id INTEGER PRIMARY KEY, step INTEGER NOT NULL, tag TEXT NOT NULL, hash TEXT NOT NULL, calls INTEGER NOT NULL,
            length INTEGER NOT NULL, file TEXT, remote TEXT, since INTEGER, mark INTEGER NOT NULL);
        CREATE TABLE batch_calls (place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, state INTEGER NOT NULL, batch INTEGER, attempts INTEGER NOT NULL,
            session INTEGER NOT NULL, length INTEGER NOT NULL, reserved INTEGER, max_input_tokens INTEGER NOT NULL, max_output_tokens INTEGER, failure TEXT,
            mark INTEGER NOT NULL);
        CREATE TABLE batch_bodies (place INTEGER PRIMARY KEY, body BLOB NOT NULL, mark INTEGER NOT NULL);
        """;

    /// <summary>The number of batches that are not done: their requests may be made and billed.</summary>
    public static string CountOpenOf(string table) => $"SELECT COUNT(*) FROM {table} WHERE step < 4";

    private const int PageSize = 256;
    private const string OfBatch = "row_mark('batches', batches.id, batches.step, batches.tag, batches.hash, batches.calls, batches.length, batches.file, "
        + "batches.remote, batches.since)";

    private const string OfCall = "row_mark('batch_calls', batch_calls.place, batch_calls.key, batch_calls.state, batch_calls.batch, batch_calls.attempts, "
        + "batch_calls.session, batch_calls.length, batch_calls.reserved, batch_calls.max_input_tokens, batch_calls.max_output_tokens, batch_calls.failure)";

    private const string OfBody = "row_mark('batch_bodies', batch_bodies.place, batch_bodies.body)";
    private const string CallColumns = $"batch_calls.mark = {OfCall}, batch_calls.place, batch_calls.key, batch_calls.state, batch_calls.attempts, "
        + "batch_calls.session, batch_calls.length, batch_calls.reserved, batch_calls.max_input_tokens, batch_calls.max_output_tokens, batch_calls.failure";

    private const string InsertRequest =
        "INSERT INTO requests (id, key, session, state, amount, max_input_tokens, max_output_tokens, input_tokens, cached_tokens, output_tokens, failure, "
        + "mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, row_mark('requests', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))";

    private readonly RunStore _store;
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    // Read and written on the writer's thread alone.
    private long _lastPlace;

    public BatchTables(RunStore store)
    {
        _store = store;
        _connection = RunDatabase.OpenForReading(store.Folder);
        _lastPlace = RunDatabase.Scalar(_connection, "SELECT COALESCE(MAX(place), 0) FROM batch_calls");
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>The call of a key; null where it was never made in a batch.</summary>
    public BatchCall? FindCall(string key) => Query(
        $"SELECT {CallColumns}, key = $key FROM batch_calls WHERE key = $key", ReadCall, ("$key", key)).FirstOrDefault();

    /// <summary>The reply of a settled call, whether it can be used again or not.</summary>
    public byte[] ReadReply(string key) => Query(
        $"SELECT mark = {RunMark.OfReply}, reply FROM replies WHERE key = $key", static reader => reader.GetFieldValue<byte[]>(1), ("$key", key))
        is [var reply] ? reply : throw RunDatabase.Damage(RunDatabase.PathOf(_store.Folder));

    /// <summary>The session that recorded the result of a row; null where the row has none.</summary>
    public long? FindResultSession(long ordinal) => Query<long?>(
        $"SELECT mark = {RunMark.OfResult}, session FROM results WHERE ordinal = $ordinal", static reader => reader.GetInt64(1), ("$ordinal", ordinal))
        is [var session] ? session : null;

    /// <summary>The number and length of the calls that wait for a batch, and what is set aside for those that are in one.</summary>
    public (long Calls, long Length, long Reserved) ReadSums(Func<BatchCall, long> reservedFor)
    {
        long calls = 0;
        long length = 0;
        long reserved = 0;
        foreach (BatchCall call in ReadCalls("state IN (0, 1)"))
        {
            bool isGathered = call.State == BatchCallState.Gathered;
            calls += isGathered ? 1 : 0;
            length += isGathered ? call.Length : 0;
            reserved = isGathered ? reserved : Money.Add(reserved, reservedFor(call));
        }

        return (calls, length, reserved);
    }

    /// <summary>The calls that wait for a batch, in their order.</summary>
    public IEnumerable<BatchCall> ReadGathered() => ReadCalls("state = 0");

    /// <summary>The calls of a batch that have no end yet, in their order.</summary>
    public IEnumerable<BatchCall> ReadCallsOf(long batch) => ReadCalls("state = 1 AND batch = $batch", ("$batch", batch));

    /// <summary>The batches that are not done, in their order.</summary>
    public IReadOnlyList<BatchEntry> ReadOpen() => ReadBatches("step < 4");

    /// <summary>The provider's identifiers of all batches of the run.</summary>
    public IReadOnlySet<string> ReadRemotes() =>
        ReadBatches("remote IS NOT NULL").Select(static batch => batch.Remote!).ToHashSet(StringComparer.Ordinal);

    /// <summary>The number of the next batch.</summary>
    public long NextBatch()
    {
        lock (_lock)
        {
            return RunDatabase.Scalar(_connection, "SELECT COALESCE(MAX(id), 0) + 1 FROM batches");
        }
    }

    /// <summary>Records that the reply of a call that batches refuse is on record. Why they do stays, which says that it was made at the live price.</summary>
    public Task KeepAsync(BatchCall call) => _store.Writer.WriteAsync(writer => SetState(writer, call, BatchCallState.Settled, call.Failure));

    /// <summary>Records a call that waits for a batch, in place of what an earlier session came to with it.</summary>
    public Task GatherAsync(ModelCall call, int? maxOutputTokens, ReadOnlyMemory<byte> body, string? refusal) => _store.Writer.WriteAsync(writer =>
    {
        Delete(writer, call.Key);
        long place = ++_lastPlace;
        writer.Run(
            "INSERT INTO batch_calls (place, key, state, attempts, session, length, max_input_tokens, max_output_tokens, failure, mark) VALUES ($1, $2, $3, 0, "
                + "$4, $5, $6, $7, $8, row_mark('batch_calls', $1, $2, $3, NULL, 0, $4, $5, NULL, $6, $7, $8))",
            place, call.Key, (int)(refusal is null ? BatchCallState.Gathered : BatchCallState.Refused), _store.Session, body.Length, call.InputBytes,
            maxOutputTokens, refusal);
        if (refusal is null)
        {
            writer.Run("INSERT INTO batch_bodies (place, body, mark) VALUES ($1, $2, row_mark('batch_bodies', $1, $2))", place, body.ToArray());
        }
    });

    /// <summary>Records a batch with its calls and what is set aside for each.</summary>
    public Task SealAsync(BatchEntry batch, IReadOnlyList<(long Place, long? Reserved)> calls) => _store.Writer.WriteAsync(writer =>
    {
        Put(writer, batch);
        foreach ((long place, long? reserved) in calls)
        {
            writer.Run(
                "UPDATE batch_calls SET state = 1, batch = $2, session = $3, reserved = $4, mark = row_mark('batch_calls', place, key, 1, $2, attempts, $3, "
                    + $"length, $4, max_input_tokens, max_output_tokens, failure) WHERE place = $1 AND mark = {OfCall}",
                place, batch.Id, _store.Session, reserved);
        }
    });

    /// <summary>Records how far a batch is.</summary>
    public Task SetAsync(BatchEntry batch) => _store.Writer.WriteAsync(writer => Put(writer, batch));

    /// <summary>Records a call's reply, what it cost, and that the call is settled, in one change.</summary>
    /// <returns>False when an earlier reply holds.</returns>
    public async Task<bool> SettleAsync(BatchCall call, long? cost, ReplyUsage usage, byte[] reply, bool isUsable)
    {
        bool isKept = false;
        await _store.Writer.WriteAsync(writer =>
        {
            (long? input, long? cached, long? output) = usage.Recorded;
            writer.Run(
                InsertRequest, _store.NextRequest(), call.Key, _store.Session, (int)RequestState.Answered, cost, call.MaxInputTokens, call.MaxOutputTokens,
                input, cached, output, null);
            isKept = RunStore.PutReply(writer, call.Key, isUsable, reply);
            SetState(writer, call, BatchCallState.Settled, failure: null);
        }).ConfigureAwait(false);
        return isKept;
    }

    /// <summary>Records that a call got no reply from its batch, and what becomes of it, in one change.</summary>
    public Task FailAsync(BatchCall call, long? amount, bool mayBeBilled, string failure, BatchCallState state, bool countsAsAttempt) =>
        _store.Writer.WriteAsync(writer =>
        {
            writer.Run(
                InsertRequest, _store.NextRequest(), call.Key, _store.Session, (int)(mayBeBilled ? RequestState.PossiblyBilled : RequestState.Failed), amount,
                call.MaxInputTokens, call.MaxOutputTokens, null, null, null, failure);
            if (state == BatchCallState.Gathered)
            {
                GatherAgain(writer, call, countsAsAttempt);
            }
            else
            {
                SetState(writer, call, state, failure);
            }
        });

    /// <summary>Records that a batch was refused as a whole before any of its requests was made, and lets its calls wait for another.</summary>
    public Task DissolveAsync(BatchEntry batch, IReadOnlyList<(BatchCall Call, string? Refusal)> calls, bool countsAsAttempt) =>
        _store.Writer.WriteAsync(writer =>
        {
            foreach ((BatchCall call, string? refusal) in calls)
            {
                if (refusal is null)
                {
                    GatherAgain(writer, call, countsAsAttempt);
                }
                else
                {
                    SetState(writer, call, BatchCallState.Refused, refusal);
                }
            }

            Put(writer, batch with { Step = BatchStep.Done });
        });

    /// <summary>Writes the file of a batch, or of calls that wait for one.</summary>
    /// <param name="form">How it is written.</param>
    /// <param name="batch">The batch; null for calls that wait.</param>
    /// <param name="last">The last call's place.</param>
    /// <param name="stream">Where it is written.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async Task WriteFileAsync(BatchForm form, long? batch, long last, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(form.Head, cancellationToken).ConfigureAwait(false);
        bool isFirst = true;
        foreach ((string key, byte[] body) in ReadBodies(batch, last))
        {
            if (!isFirst)
            {
                await stream.WriteAsync(form.Separator, cancellationToken).ConfigureAwait(false);
            }

            isFirst = false;
            await stream.WriteAsync(form.BeforeId, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(key), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(form.BeforeBody, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(form.AfterBody, cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(form.Tail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The SHA-256 and the length of a file.</summary>
    public async Task<(string Hash, long Length)> HashFileAsync(BatchForm form, long last, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream();
        await WriteFileAsync(form, batch: null, last, hashing, cancellationToken).ConfigureAwait(false);
        return (hashing.ToHash(), hashing.Length);
    }

    private static void Put(RunWriter writer, BatchEntry batch) => writer.Run(
        "INSERT OR REPLACE INTO batches (id, step, tag, hash, calls, length, file, remote, since, mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
            + "row_mark('batches', $1, $2, $3, $4, $5, $6, $7, $8, $9))",
        batch.Id, (int)batch.Step, batch.Tag, batch.Hash, batch.Count, batch.Length, batch.File, batch.Remote, batch.Since?.ToUnixTimeMilliseconds());

    private static void Delete(RunWriter writer, string key)
    {
        writer.Run("DELETE FROM batch_bodies WHERE place IN (SELECT place FROM batch_calls WHERE key = $1)", key);
        writer.Run("DELETE FROM batch_calls WHERE key = $1", key);
    }

    private void SetState(RunWriter writer, BatchCall call, BatchCallState state, string? failure)
    {
        writer.Run(
            "UPDATE batch_calls SET state = $2, session = $3, failure = $4, mark = row_mark('batch_calls', place, key, $2, batch, attempts, $3, length, "
                + $"reserved, max_input_tokens, max_output_tokens, $4) WHERE place = $1 AND mark = {OfCall}",
            call.Place, (int)state, _store.Session, failure);
        writer.Run("DELETE FROM batch_bodies WHERE place = $1", call.Place);
    }

    // At the end of the order, so that the calls of a batch follow each other.
    private void GatherAgain(RunWriter writer, BatchCall call, bool countsAsAttempt)
    {
        long place = ++_lastPlace;
        writer.Run(
            "UPDATE batch_calls SET place = $2, state = 0, batch = NULL, attempts = $3, session = $4, reserved = NULL, mark = row_mark('batch_calls', $2, key, "
                + $"0, NULL, $3, $4, length, NULL, max_input_tokens, max_output_tokens, failure) WHERE place = $1 AND mark = {OfCall}",
            call.Place, place, call.Attempts + (countsAsAttempt ? 1 : 0), _store.Session);
        writer.Run(
            $"UPDATE batch_bodies SET place = $2, mark = row_mark('batch_bodies', $2, body) WHERE place = $1 AND mark = {OfBody}", call.Place, place);
    }

    private IEnumerable<(string Key, byte[] Body)> ReadBodies(long? batch, long last)
    {
        long after = 0;
        while (true)
        {
            List<(long Place, string Key, byte[] Body)> page = Query(
                $"""
                SELECT batch_calls.mark = {OfCall} AND batch_bodies.mark = {OfBody}, batch_calls.place, batch_calls.key, batch_bodies.body
                FROM batch_calls LEFT JOIN batch_bodies USING (place)
                WHERE batch_calls.place > $after AND batch_calls.place <= $last AND batch_calls.batch IS $batch AND batch_calls.state = $state
                ORDER BY batch_calls.place LIMIT {PageSize}
                """,
                static reader => (reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)),
                ("$after", after), ("$last", last), ("$batch", batch), ("$state", batch is null ? 0 : 1));
            foreach ((long place, string key, byte[] body) in page)
            {
                after = place;
                yield return (key, body);
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private IEnumerable<BatchCall> ReadCalls(string condition, params (string Name, object? Value)[] parameters)
    {
        long after = 0;
        while (true)
        {
            List<BatchCall> page = Query(
                $"SELECT {CallColumns} FROM batch_calls WHERE place > $after AND {condition} ORDER BY place LIMIT {PageSize}",
                ReadCall,
                [.. parameters, ("$after", after)]);
            foreach (BatchCall call in page)
            {
                after = call.Place;
                yield return call;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private List<BatchEntry> ReadBatches(string condition) => Query(
        $"SELECT mark = {OfBatch}, id, step, tag, hash, calls, length, file, remote, since FROM batches WHERE {condition} ORDER BY id",
        static reader => new BatchEntry
        {
            Id = reader.GetInt64(1),
            Step = (BatchStep)reader.GetInt32(2),
            Tag = reader.GetString(3),
            Hash = reader.GetString(4),
            Count = reader.GetInt32(5),
            Length = reader.GetInt64(6),
            File = reader.IsDBNull(7) ? null : reader.GetString(7),
            Remote = reader.IsDBNull(8) ? null : reader.GetString(8),
            Since = reader.IsDBNull(9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9)),
        });

    private static BatchCall ReadCall(SqliteDataReader reader) => new()
    {
        Place = reader.GetInt64(1),
        Key = reader.GetString(2),
        State = (BatchCallState)reader.GetInt32(3),
        Attempts = reader.GetInt32(4),
        Session = reader.GetInt64(5),
        Length = reader.GetInt64(6),
        Reserved = reader.IsDBNull(7) ? null : reader.GetInt64(7),
        MaxInputTokens = reader.GetInt64(8),
        MaxOutputTokens = reader.IsDBNull(9) ? null : reader.GetInt32(9),
        Failure = reader.IsDBNull(10) ? null : reader.GetString(10),
    };

    // The first column says whether a row is what was written, as everywhere in the run's database.
    private List<T> Query<T>(string text, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        lock (_lock)
        {
            try
            {
                using SqliteCommand command = _connection.Command(text, parameters);
                using SqliteDataReader reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(!reader.IsDBNull(0) && reader.GetBoolean(0) ? read(reader) : throw RunDatabase.Damage(RunDatabase.PathOf(_store.Folder)));
                }

                return rows;
            }
            catch (SqliteException exception)
            {
                throw RunDatabase.Translate(_store.Folder, exception);
            }
            catch (Exception exception) when (exception is InvalidCastException or InvalidOperationException or FormatException or OverflowException)
            {
                throw RunDatabase.Damage(RunDatabase.PathOf(_store.Folder), exception);
            }
        }
    }
}
