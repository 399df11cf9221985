using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MedReason.Shared;
using Npgsql;
using NpgsqlTypes;

namespace MedReason.Runs.Postgres;

/// <summary>The batches of a run in PostgreSQL, for one of its workers: all gather, and one leads. Safe for concurrent use.</summary>
internal sealed class PostgresBatches : IBatchStore
{
    private const int PageSize = 256;
    private const string CallColumns =
        "c.place, c.key, c.state, c.attempts, c.session, c.length, c.reserved, c.max_input_tokens, c.max_output_tokens, c.failure";

    // A session without batches may have got replies to calls that an earlier one gathered.
    private const string Wanted = "c.state = 0 and not exists (select 1 from @.replies r where r.key = c.key and r.is_usable)";

    private readonly PostgresRunConnection _database;
    private readonly RunWorker _worker;
    private readonly long _session;
    private readonly PostgresLedger _ledger;
    private readonly Func<long, int?> _takeAttempt;
    private readonly TimeSpan _pollInterval;

    // How often each batch was recorded, by the one that leads.
    private readonly ConcurrentDictionary<long, long> _versions = new();

    /// <param name="database">The run; not disposed.</param>
    /// <param name="worker">The worker; not disposed.</param>
    /// <param name="ledger">The worker's ledger.</param>
    /// <param name="session">The session that the worker is of.</param>
    /// <param name="pollInterval">The time after which a row that found no room under the cap is tried again.</param>
    /// <param name="takeAttempt">Takes the attempt under which the worker holds a row; null when it does not hold it.</param>
    public PostgresBatches(
        PostgresRunConnection database, RunWorker worker, PostgresLedger ledger, long session, TimeSpan pollInterval, Func<long, int?> takeAttempt)
    {
        _database = database;
        _worker = worker;
        _ledger = ledger;
        _takeAttempt = takeAttempt;
        _session = session;
        _pollInterval = pollInterval;
    }

    public void Dispose()
    {
    }

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken = default) =>
        _database.ScalarAsync<bool>("select @.batch_try_lead($1)", cancellationToken, _worker.Id);

    public async Task<BatchCall?> FindCallAsync(string key, CancellationToken cancellationToken = default) =>
        (await _database.ReadAsync($"select {CallColumns} from @.batch_calls c where c.key = $1", ReadCall, cancellationToken, key).ConfigureAwait(false))
        is [var call] ? call : null;

    public async Task<byte[]> ReadReplyAsync(string key, CancellationToken cancellationToken = default) =>
        await _database.ScalarAsync<byte[]?>("select reply from @.replies where key = $1", cancellationToken, key).ConfigureAwait(false)
        ?? throw new RunException(RunFailure.NotAccessible, $"{_database.Address.Place}: expected the reply of a call that is settled, found none");

    // Rows are worked on again within a session too: what came first says the time, and of a failure the session as well.
    public Task<bool> HoldsForAsync(BatchCall call, long ordinal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return _database.ScalarAsync<bool>(
            "select (c.state = 2 or c.session = $3) and not exists (select 1 from @.results r where r.ordinal = $2 and r.recorded_at > c.ended_at) "
                + "from @.batch_calls c where c.key = $1",
            cancellationToken, call.Key, ordinal, _session);
    }

    public Task<bool> GatherAsync(BatchCall call, ReadOnlyMemory<byte> body) => _worker.SendAsync(new GatherItem(call, body.ToArray()));

    public async Task<(long Calls, long Length)> ReadGatheredSizeAsync(CancellationToken cancellationToken = default) => (await _database.ReadAsync(
        $"select count(*), coalesce(sum(c.length), 0)::bigint from @.batch_calls c where {Wanted}",
        static reader => (reader.GetInt64(0), reader.GetInt64(1)),
        cancellationToken).ConfigureAwait(false))[0];

    public IAsyncEnumerable<BatchCall> ReadGatheredAsync(CancellationToken cancellationToken = default) =>
        ReadCallsAsync(Wanted, [], cancellationToken);

    public IAsyncEnumerable<BatchCall> ReadCallsAsync(long batch, CancellationToken cancellationToken = default) =>
        ReadCallsAsync("c.state = 1 and c.batch = $3", [batch], cancellationToken);

    public async IAsyncEnumerable<(string Key, byte[] Body)> ReadBodiesAsync(long batch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((long _, string key, byte[] body) in ReadPagesAsync(
            "select c.place, c.key, b.body from @.batch_calls c left join @.batch_bodies b using (key) where c.place > $1 and c.state = 1 and c.batch = $3 "
                + "order by c.place limit $2",
            reader => (Place: reader.GetInt64(0), Key: reader.GetString(1), Body: reader.IsDBNull(2)
                ? throw new RunException(RunFailure.NotAccessible, $"{_database.Address.Place}: expected the body of a call in a batch, found none")
                : reader.GetFieldValue<byte[]>(2)),
            static row => row.Place,
            [batch],
            cancellationToken).ConfigureAwait(false))
        {
            yield return (key, body);
        }
    }

    public async Task<IReadOnlyList<BatchEntry>> ReadOpenAsync(CancellationToken cancellationToken = default) => await _database.ReadAsync(
        "select id, step, tag, hash, calls, length, file, remote, since, version from @.batches where step < 4 order by id",
        reader => new BatchEntry
        {
            Id = Note(reader.GetInt64(0), reader.GetInt64(9)),
            Step = (BatchStep)reader.GetInt32(1),
            Tag = reader.GetString(2),
            Hash = reader.GetString(3),
            Count = reader.GetInt32(4),
            Length = reader.GetInt64(5),
            FileId = reader.IsDBNull(6) ? null : reader.GetString(6),
            RemoteId = reader.IsDBNull(7) ? null : reader.GetString(7),
            Since = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
        },
        cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlySet<string>> ReadRemotesAsync(CancellationToken cancellationToken = default) => (await _database.ReadAsync(
        "select remote from @.batches where remote is not null", static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false))
        .ToHashSet(StringComparer.Ordinal);

    public async Task<BatchEntry?> SealAsync(IReadOnlyList<BatchCall> calls)
    {
        WorkTerms terms = _worker.Terms;
        long id = await _database.ScalarAsync<long>("select coalesce(max(id), 0) + 1 from @.batches", CancellationToken.None).ConfigureAwait(false);
        int count = await _database.LongScalarAsync<int>(
            "select @.batch_seal($1, $2, $3, $4, $5::bigint, $6)",
            CancellationToken.None,
            _worker.Id, id, Longs(calls, static call => call.Place), Longs(calls, static call => call.Reserved), terms.Cap, terms.HasPrice)
            .ConfigureAwait(false);
        switch (count)
        {
            case BatchSchema.NoMoney:
                _ledger.Exhaust(calls[0].Reserved ?? 0);
                return null;
            case BatchSchema.NoLimit:
                _ledger.Stop(new RunStop(RunEndCause.BudgetExhausted, RunWords.CapWithoutLimit));
                return null;
            case BatchSchema.NoPrice:
                _ledger.Stop(new RunStop(RunEndCause.BudgetExhausted, RunWords.CapWithoutPrice));
                return null;
            case BatchSchema.NoMoneyNow:
                return null;
            default:
                return new BatchEntry { Id = id, Step = BatchStep.Sealed, Tag = string.Empty, Hash = string.Empty, Count = count, Length = 0 };
        }
    }

    public async Task RecordAsync(BatchEntry batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        long version = _versions.GetValueOrDefault(batch.Id) + 1;
        await _database.ScalarAsync<object>(
            "select @.batch_record($1, $2, $3, $4, $5, $6, $7, $8::text, $9::text, $10::timestamptz)",
            CancellationToken.None,
            _worker.Id, batch.Id, version, (int)batch.Step, batch.Tag, batch.Hash, batch.Length, batch.FileId, batch.RemoteId,
            batch.Since?.ToUniversalTime()).ConfigureAwait(false);
        Note(batch.Id, version);
    }

    public Task SettleAsync(IReadOnlyList<BatchOutcome> outcomes) => _database.ScalarAsync<object>(
        "select @.batch_settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        CancellationToken.None,
        _worker.Id,
        Longs(outcomes, static outcome => outcome.Call.Place),
        Array(NpgsqlDbType.Integer, outcomes, static outcome => (int)outcome.State),
        Array(NpgsqlDbType.Integer, outcomes, static outcome =>
            outcome.Failure is not { } failure ? BatchSchema.Answered : failure.MayBeBilled ? BatchSchema.PossiblyBilled : BatchSchema.Failed),
        Longs(outcomes, static outcome => outcome.Cost),
        Longs(outcomes, static outcome => outcome.RecordedCost),
        Longs(outcomes, static outcome => outcome.InputTokens),
        Longs(outcomes, static outcome => outcome.CachedInputTokens),
        Longs(outcomes, static outcome => outcome.OutputTokens),
        Array(NpgsqlDbType.Boolean, outcomes, static outcome => outcome.IsUsable),
        Array(NpgsqlDbType.Bytea, outcomes, static outcome => outcome.Reply),
        Array(NpgsqlDbType.Text, outcomes, static outcome => outcome.Failure?.Summary));

    public Task DissolveAsync(BatchEntry batch, IReadOnlyList<(BatchCall Call, string? Refusal)> calls, bool countsAsAttempt)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _database.LongScalarAsync<object>(
            "select @.batch_dissolve($1, $2, $3, $4, $5)",
            CancellationToken.None,
            _worker.Id,
            batch.Id,
            Longs(calls, static call => call.Call.Place),
            Array(NpgsqlDbType.Text, calls, static call => call.Refusal),
            countsAsAttempt ? 1 : 0);
    }

    public Task RecordLiveReplyAsync(BatchCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return _database.ScalarAsync<object>(
            "update @.batch_calls set state = 2, session = $2, ended_at = clock_timestamp() where key = $1 and state = 4",
            CancellationToken.None, call.Key, _session);
    }

    public async Task WaitAsync(long ordinal, IReadOnlyCollection<BatchWait> waits)
    {
        if (_takeAttempt(ordinal) is { } attempt)
        {
            await _worker.SendAsync(new WaitItem(ordinal, attempt, waits, _pollInterval)).ConfigureAwait(false);
        }
    }

    public bool IsWaiting(long ordinal) => false;

    public async Task<(long Ready, long Waiting)> ReleaseAsync(bool isIdle, CancellationToken cancellationToken = default) => (await _database.ReadAsync(
        "select ready, waiting from @.batch_release($1)",
        static reader => (reader.GetInt64(0), reader.GetInt64(1)),
        cancellationToken,
        _worker.Id).ConfigureAwait(false))[0];

    private long Note(long batch, long version)
    {
        _versions[batch] = version;
        return batch;
    }

    private static NpgsqlParameter Array<TItem, TValue>(NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, TValue> read) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = items.Select(read).ToArray() };

    private static NpgsqlParameter Longs<TItem>(IReadOnlyList<TItem> items, Func<TItem, long?> read) => Array(NpgsqlDbType.Bigint, items, read);

    private static BatchCall ReadCall(NpgsqlDataReader reader) => new()
    {
        Place = reader.GetInt64(0),
        Key = reader.GetString(1),
        State = (BatchCallState)reader.GetInt32(2),
        Attempts = reader.GetInt32(3),
        Session = reader.GetInt64(4),
        Length = reader.GetInt64(5),
        Reserved = reader.IsDBNull(6) ? null : reader.GetInt64(6),
        MaxInputTokens = reader.GetInt64(7),
        MaxOutputTokens = reader.IsDBNull(8) ? null : reader.GetInt32(8),
        Failure = reader.IsDBNull(9) ? null : reader.GetString(9),
    };

    private IAsyncEnumerable<BatchCall> ReadCallsAsync(string condition, object?[] values, CancellationToken cancellationToken) => ReadPagesAsync(
        $"select {CallColumns} from @.batch_calls c where c.place > $1 and {condition} order by c.place limit $2",
        ReadCall,
        static call => call.Place,
        values,
        cancellationToken);

    // The text takes the place after which a page begins, its size, and the values.
    private async IAsyncEnumerable<T> ReadPagesAsync<T>(
        string text, Func<NpgsqlDataReader, T> read, Func<T, long> placeOf, object?[] values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            List<T> page = await _database.ReadAsync(text, read, cancellationToken, [after, PageSize, .. values]).ConfigureAwait(false);
            foreach (T row in page)
            {
                after = placeOf(row);
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }
}
