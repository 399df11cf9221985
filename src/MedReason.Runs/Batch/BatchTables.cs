using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>
/// The batches of a run in a folder: calls in the run's database, changed by its one writer; money and the rows that wait in memory. Safe for concurrent use.
/// </summary>
internal sealed class BatchTables : IBatchStore
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

    // A session without batches may have got replies to calls that an earlier one gathered.
    private const string Wanted = "state = 0 AND NOT EXISTS (SELECT 1 FROM replies WHERE replies.key = batch_calls.key AND replies.is_usable)";
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
    private readonly RequestLedger _ledger;
    private readonly ModelPrice? _price;
    private readonly SqliteConnection _connection;
    private readonly BatchWaits _waits = new();
    private readonly Lock _lock = new();

    // Live calls that the cap had no room for, with the number of changes of the money by then.
    private readonly Dictionary<string, long> _short = new(StringComparer.Ordinal);

    // Read and written on the writer's thread alone.
    private long _lastPlace;
    private long _released;

    /// <param name="store">The run; not disposed.</param>
    /// <param name="ledger">The run's money, and what its requests come to.</param>
    /// <param name="price">The model's price in a batch; null where it is unknown.</param>
    public BatchTables(RunStore store, RequestLedger ledger, ModelPrice? price)
    {
        _store = store;
        _ledger = ledger;
        _price = price;
        _connection = RunDatabase.OpenForReading(store.Folder);
        _lastPlace = RunDatabase.Scalar(_connection, "SELECT COALESCE(MAX(place), 0) FROM batch_calls");
        HoldMoney();
    }

    public void Dispose() => _connection.Dispose();

    // A folder has one process.
    public Task<bool> TryLeadAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    public Task<BatchCall?> FindCallAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(Query(
        $"SELECT {CallColumns}, key = $key FROM batch_calls WHERE key = $key", ReadCall, ("$key", key)).FirstOrDefault());

    public Task<byte[]> ReadReplyAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(Query(
        $"SELECT mark = {RunMark.OfReply}, reply FROM replies WHERE key = $key", static reader => reader.GetFieldValue<byte[]>(1), ("$key", key))
        is [var reply] ? reply : throw RunDatabase.Damage(RunDatabase.PathOf(_store.Folder)));

    public Task<bool> HoldsForAsync(BatchCall call, long ordinal, CancellationToken cancellationToken = default) => Task.FromResult(
        call.State == BatchCallState.Settled
            ? FindResultSession(ordinal) is not { } session || session < call.Session
            : call.Session == Session);

    public async Task<bool> GatherAsync(BatchCall call, ReadOnlyMemory<byte> body)
    {
        await _store.Writer.WriteAsync(writer =>
        {
            Delete(writer, call.Key);
            long place = ++_lastPlace;
            writer.Run(
                "INSERT INTO batch_calls (place, key, state, attempts, session, length, max_input_tokens, max_output_tokens, failure, mark) VALUES ($1, $2, "
                    + "$3, 0, $4, $5, $6, $7, $8, row_mark('batch_calls', $1, $2, $3, NULL, 0, $4, $5, NULL, $6, $7, $8))",
                place, call.Key, (int)call.State, Session, call.Length, call.MaxInputTokens, call.MaxOutputTokens, call.Failure);
            if (call.State == BatchCallState.Gathered)
            {
                writer.Run("INSERT INTO batch_bodies (place, body, mark) VALUES ($1, $2, row_mark('batch_bodies', $1, $2))", place, body.ToArray());
            }
        }).ConfigureAwait(false);
        return true;
    }

    public Task<(long Calls, long Length)> ReadGatheredSizeAsync(CancellationToken cancellationToken = default)
    {
        (long calls, long length) = (0, 0);
        foreach (BatchCall call in ReadCalls(Wanted))
        {
            calls++;
            length += call.Length;
        }

        return Task.FromResult((calls, length));
    }

    public IAsyncEnumerable<BatchCall> ReadGatheredAsync(CancellationToken cancellationToken = default) =>
        ReadCalls(Wanted).ToAsyncEnumerable();

    public IAsyncEnumerable<BatchCall> ReadCallsAsync(long batch, CancellationToken cancellationToken = default) =>
        ReadCalls("state = 1 AND batch = $batch", ("$batch", batch)).ToAsyncEnumerable();

    public IAsyncEnumerable<(string Key, byte[] Body)> ReadBodiesAsync(long batch, CancellationToken cancellationToken = default) =>
        ReadBodies(batch).ToAsyncEnumerable();

    public Task<IReadOnlyList<BatchEntry>> ReadOpenAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<BatchEntry>>(ReadBatches("step < 4"));

    public Task<IReadOnlySet<string>> ReadRemotesAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlySet<string>>(
        ReadBatches("remote IS NOT NULL").Select(static batch => batch.RemoteId!).ToHashSet(StringComparer.Ordinal));

    public async Task<BatchEntry?> SealAsync(IReadOnlyList<BatchCall> calls)
    {
        int count = 0;
        bool hasUnbounded = false;
        foreach (BatchCall call in calls)
        {
            bool isFirstUnbounded = !hasUnbounded && _price is not null && call.Reserved is null;
            if ((isFirstUnbounded && !_ledger.TryCountUnbounded()) || !_ledger.Budget.TryReserve(call.Reserved ?? 0))
            {
                break;
            }

            hasUnbounded |= isFirstUnbounded;
            count++;
        }

        if (count == 0)
        {
            return null;
        }

        long id;
        lock (_lock)
        {
            id = RunDatabase.Scalar(_connection, "SELECT COALESCE(MAX(id), 0) + 1 FROM batches");
        }

        var batch = new BatchEntry { Id = id, Step = BatchStep.Sealed, Tag = string.Empty, Hash = string.Empty, Count = count, Length = 0 };
        await _store.Writer.WriteAsync(writer =>
        {
            Put(writer, batch);
            foreach (BatchCall call in calls.Take(count))
            {
                writer.Run(
                    "UPDATE batch_calls SET state = 1, batch = $2, session = $3, reserved = $4, mark = row_mark('batch_calls', place, key, 1, $2, attempts, "
                        + $"$3, length, $4, max_input_tokens, max_output_tokens, failure) WHERE place = $1 AND mark = {OfCall}",
                    call.Place, id, Session, call.Reserved);
            }
        }).ConfigureAwait(false);
        return batch;
    }

    public Task RecordAsync(BatchEntry batch) => _store.Writer.WriteAsync(writer => Put(writer, batch));

    public async Task SettleAsync(IReadOnlyList<BatchOutcome> outcomes)
    {
        var areKept = new bool[outcomes.Count];
        try
        {
            await _store.Writer.WriteAsync(writer =>
            {
                for (int i = 0; i < outcomes.Count; i++)
                {
                    areKept[i] = Settle(writer, outcomes[i]);
                }
            }).ConfigureAwait(false);
        }
        finally
        {
            foreach (BatchOutcome outcome in outcomes)
            {
                _ledger.Budget.Settle(outcome.Call.ReservedAt(_price), outcome.Cost);
            }
        }

        for (int i = 0; i < outcomes.Count; i++)
        {
            Count(outcomes[i], areKept[i]);
            Release(outcomes[i].Call.Key, outcomes[i].State);
        }
    }

    public async Task DissolveAsync(BatchEntry batch, IReadOnlyList<(BatchCall Call, string? Refusal)> calls, bool countsAsAttempt)
    {
        await _store.Writer.WriteAsync(writer =>
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
        }).ConfigureAwait(false);
        foreach ((BatchCall call, string? refusal) in calls)
        {
            _ledger.Budget.Settle(call.ReservedAt(_price), 0);
            Release(call.Key, refusal is null ? BatchCallState.Gathered : BatchCallState.Refused);
        }
    }

    public Task RecordLiveReplyAsync(BatchCall call) => _store.Writer.WriteAsync(writer => SetState(writer, call, BatchCallState.Settled, call.Failure));

    public Task WaitAsync(long ordinal, IReadOnlyCollection<BatchWait> waits)
    {
        lock (_lock)
        {
            foreach (BatchWait wait in waits)
            {
                if (wait.IsForMoney)
                {
                    _short[wait.Key] = _ledger.Budget.Changes;
                }
            }
        }

        _waits.Add(ordinal, [.. waits.Select(static wait => wait.Key)]);
        return Task.CompletedTask;
    }

    public bool IsWaiting(long ordinal) => _waits.IsWaiting(ordinal);

    public Task<(long Ready, long Waiting)> ReleaseAsync(bool isIdle, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            long changes = _ledger.Budget.Changes;
            foreach (string key in _short.Where(entry => entry.Value != changes).Select(static entry => entry.Key).ToArray())
            {
                _short.Remove(key);
                _waits.Release(key);
            }

            if (isIdle)
            {
                _waits.ReleaseAll();
            }

            long ready = _waits.Released - _released;
            _released += ready;
            return Task.FromResult((ready, (long)_waits.Count));
        }
    }

    private long Session => _store.Session;

    private long? FindResultSession(long ordinal) => Query<long?>(
        $"SELECT mark = {RunMark.OfResult}, session FROM results WHERE ordinal = $ordinal", static reader => reader.GetInt64(1), ("$ordinal", ordinal))
        is [var session] ? session : null;

    private void HoldMoney()
    {
        long reserved = 0;
        bool hasUnbounded = false;
        foreach (BatchCall call in ReadCalls("state = 1"))
        {
            reserved = Money.Add(reserved, call.ReservedAt(_price));
            hasUnbounded |= call.Reserved is null && _price is not null && call.WorstCase(_price) is null;
        }

        _ledger.Budget.Hold(reserved);
        if (hasUnbounded)
        {
            _ledger.TryCountUnbounded();
        }
    }

    private void Count(BatchOutcome outcome, bool isKept)
    {
        if (outcome.Failure is { } failure)
        {
            _ledger.CountFailure(failure, outcome.Cost);
        }
        else
        {
            _ledger.CountReply(UsageOf(outcome), outcome.Cost, isKept && outcome.IsUsable);
        }
    }

    private void Release(string key, BatchCallState state)
    {
        if (state != BatchCallState.Gathered)
        {
            _waits.Release(key);
        }
    }

    private static ReplyUsage UsageOf(BatchOutcome outcome) => outcome is { InputTokens: { } input, OutputTokens: { } output }
        ? ReplyUsage.Of(input, outcome.CachedInputTokens ?? 0, output)
        : default;

    /// <summary>Records what a call came to.</summary>
    /// <returns>Whether its reply is the one that holds; false where it has none or an earlier one holds.</returns>
    private bool Settle(RunWriter writer, BatchOutcome outcome)
    {
        BatchCall call = outcome.Call;
        RequestState state = outcome.Failure is not { } failure ? RequestState.Answered
            : failure.MayBeBilled ? RequestState.PossiblyBilled
            : RequestState.Failed;
        writer.Run(
            InsertRequest, _store.NextRequest(), call.Key, Session, (int)state, outcome.RecordedCost, call.MaxInputTokens, call.MaxOutputTokens,
            outcome.InputTokens, outcome.CachedInputTokens, outcome.OutputTokens, outcome.Failure?.Summary);
        bool isKept = outcome.Reply is not null && RunStore.PutReply(writer, call.Key, outcome.IsUsable, outcome.Reply);
        if (outcome.State == BatchCallState.Gathered)
        {
            GatherAgain(writer, call, countsAsAttempt: true);
        }
        else
        {
            SetState(writer, call, outcome.State, outcome.Failure?.Summary);
        }

        return isKept;
    }

    private static void Put(RunWriter writer, BatchEntry batch) => writer.Run(
        "INSERT OR REPLACE INTO batches (id, step, tag, hash, calls, length, file, remote, since, mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
            + "row_mark('batches', $1, $2, $3, $4, $5, $6, $7, $8, $9))",
        batch.Id, (int)batch.Step, batch.Tag, batch.Hash, batch.Count, batch.Length, batch.FileId, batch.RemoteId, batch.Since?.ToUnixTimeMilliseconds());

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
            call.Place, (int)state, Session, failure);
        writer.Run("DELETE FROM batch_bodies WHERE place = $1", call.Place);
    }

    // At the end of the order, so that the calls of a batch follow each other.
    private void GatherAgain(RunWriter writer, BatchCall call, bool countsAsAttempt)
    {
        long place = ++_lastPlace;
        writer.Run(
            "UPDATE batch_calls SET place = $2, state = 0, batch = NULL, attempts = $3, session = $4, reserved = NULL, mark = row_mark('batch_calls', $2, key, "
                + $"0, NULL, $3, $4, length, NULL, max_input_tokens, max_output_tokens, failure) WHERE place = $1 AND mark = {OfCall}",
            call.Place, place, call.Attempts + (countsAsAttempt ? 1 : 0), Session);
        writer.Run(
            $"UPDATE batch_bodies SET place = $2, mark = row_mark('batch_bodies', $2, body) WHERE place = $1 AND mark = {OfBody}", call.Place, place);
    }

    private IEnumerable<(string Key, byte[] Body)> ReadBodies(long batch)
    {
        long after = 0;
        while (true)
        {
            List<(long Place, string Key, byte[] Body)> page = Query(
                $"""
                SELECT batch_calls.mark = {OfCall} AND batch_bodies.mark = {OfBody}, batch_calls.place, batch_calls.key, batch_bodies.body
                FROM batch_calls LEFT JOIN batch_bodies USING (place)
                WHERE batch_calls.place > $after AND batch_calls.batch = $batch AND batch_calls.state = 1
                ORDER BY batch_calls.place LIMIT {PageSize}
                """,
                static reader => (reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)),
                ("$after", after), ("$batch", batch));
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
            FileId = reader.IsDBNull(7) ? null : reader.GetString(7),
            RemoteId = reader.IsDBNull(8) ? null : reader.GetString(8),
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
