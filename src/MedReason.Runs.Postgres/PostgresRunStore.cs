using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MedReason.Shared;
using Npgsql;
using NpgsqlTypes;

namespace MedReason.Runs.Postgres;

/// <summary>A run in PostgreSQL, for one of the workers that work on it: leased rows, recorded replies, one sum of money and one rate over all.</summary>
/// <remarks>
/// <para>A row belongs to one worker at a time. A worker that is not heard of within its lease is fenced: its rows go to others, its open requests count as
/// lost with their worst case, and whatever it sends later is refused. A worker that is killed at any moment loses at most the calls that were on their
/// way.</para>
/// <para>Two workers that ask the same of a model at the same moment may both send it; the reply that was on record first holds for both.</para>
/// <para>Safe for concurrent use. Concurrent changes share transactions.</para>
/// </remarks>
public sealed class PostgresRunStore : IRunStore
{
    private const int ClaimSize = 8;

    // Calls that may have cost any sum.
    private const string Unpriced =
        "select 1 from @.requests where amount is null and state <> 2 union all select 1 from @.batch_calls where state = 1 and reserved is null";

    private static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(100);
    private readonly PostgresRunConnection _database;
    private readonly PostgresRunStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly long _unpriced;
    private readonly long _session;
    private TimeSpan _pollInterval;
    private readonly RunWorker _worker;
    private readonly ReplyLookup _replies;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<long, int> _attempts = new();
    private readonly Task _maintenance;
    private RunSpending _spending;
    private PostgresLedger? _ledger;
    private bool _isDisposed;

    private PostgresRunStore(
        PostgresRunConnection database, PostgresRunStoreOptions options, RunConfiguration configuration, (long Worker, long Session) joined,
        RunSteering steering, RunSpending spending, long unpriced, long openBatches, TimeProvider time)
    {
        _database = database;
        _options = options;
        _time = time;
        _spending = spending;
        _unpriced = unpriced;
        _session = joined.Session;
        OpenBatchCount = openBatches;
        Configuration = configuration;
        _worker = new RunWorker(database.DataSource, database.Address, options, joined.Worker, steering, time);
        _replies = new ReplyLookup(database);
        _maintenance = Task.Run(MaintainAsync);
    }

    /// <inheritdoc />
    public string Place => _database.Address.Place;

    /// <inheritdoc />
    public RunConfiguration Configuration { get; }

    /// <inheritdoc />
    public bool IsShared => true;

    /// <inheritdoc />
    public RunSteering Steering => _worker.Steering;

    /// <inheritdoc />
    public RunException? Failure => _worker.Failure;

    /// <inheritdoc />
    public CancellationToken Failed => _worker.Failed;

    /// <inheritdoc />
    public long OpenBatchCount { get; }

    /// <summary>Gets the number of this worker in the run.</summary>
    public long WorkerId => _worker.Id;

    /// <summary>Joins a run as a new worker, or begins it where the database holds none.</summary>
    /// <param name="address">Where the run is.</param>
    /// <param name="configuration">What the run is of.</param>
    /// <param name="options">How the worker holds its part; null for the defaults.</param>
    /// <param name="timeProvider">The clock of pauses; null for the system's. Leases and rates go by the server's.</param>
    /// <param name="cancellationToken">Cancels the joining.</param>
    /// <returns>The store; the caller disposes it, which gives its rows back.</returns>
    /// <exception cref="RunException">
    /// The run was begun with another configuration, and <see cref="RunException.Differences"/> lists what differs; or the database cannot be used.
    /// </exception>
    public static async Task<PostgresRunStore> JoinAsync(
        PostgresRunAddress address,
        RunConfiguration configuration,
        PostgresRunStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(configuration);
        options ??= new PostgresRunStoreOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lease, TimeSpan.FromSeconds(1), nameof(options));
        TimeProvider time = timeProvider ?? TimeProvider.System;
        var database = new PostgresRunConnection(address, options.GiveUpAfter, time);
        try
        {
            // Done twice, it leaves a worker behind that never worked, which its lease ends.
            (long Worker, long Session) joined = await database.UseAsync(
                (connection, token) => new RunJoin(database, connection, token).JoinAsync(configuration, options), cancellationToken).ConfigureAwait(false);
            RunSteering steering = await database.UseAsync(
                (connection, token) => RunQueries.ReadSteeringAsync(database, connection, token), cancellationToken).ConfigureAwait(false);
            RunSpending spending = await RunQueries.ReadSpendingAsync(database, cancellationToken).ConfigureAwait(false);
            long unpriced = await database.ScalarAsync<long>(
                $"select count(*) from ({Unpriced}) as calls",
                cancellationToken).ConfigureAwait(false);
            long open = await database.ScalarAsync<long>("select count(*) from @.batches where step < 4", cancellationToken).ConfigureAwait(false);
            return new PostgresRunStore(database, options, configuration, joined, steering, spending, unpriced, open, time);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task AddRowsAsync(IAsyncEnumerable<RunRow> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        await _database.UseAsync(
            async (connection, token) =>
            {
                await new RunJoin(_database, connection, token).AddRowsAsync(rows).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<long> RetryAsync(string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        return RunQueries.RequeueAsync(_database, what, earlierSessionsOnly: true, CancellationToken.None);
    }

    /// <inheritdoc />
    public Task<RunCounts> ReadCountsAsync(CancellationToken cancellationToken = default) => RunQueries.ReadCountsAsync(_database, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<RunRow> ClaimRowsAsync(
        long every, bool includeDeferred, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var held = new Queue<RunRow>();
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                if (Steering.FindStop(_time.GetUtcNow()) is not null)
                {
                    yield break;
                }

                if (held.Count == 0 && !Steering.IsPaused && !await ClaimAsync(held, every, includeDeferred, cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }

                if (held.Count > 0 && !Steering.IsPaused)
                {
                    yield return held.Dequeue();
                }
                else
                {
                    await Task.Delay(ClaimPause, _time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (RunRow row in held)
            {
                await ReleaseRowAsync(row.Ordinal, isDeferred: false).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc />
    public async Task<bool> RecordResultAsync(long ordinal, RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return TakeAttempt(ordinal) is { } attempt && await _worker.SendAsync(new ResultItem(ordinal, attempt, result)).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task ReleaseRowAsync(long ordinal, bool isDeferred)
    {
        // Of a worker that has failed, the lease gives it back.
        if (TakeAttempt(ordinal) is { } attempt && Failure is null)
        {
            await _worker.SendAsync(new ReleaseItem(ordinal, attempt, isDeferred)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask<byte[]?> FindReplyAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await _replies.FindAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task RejectReplyAsync(string key) => _worker.SendAsync(new RejectItem(key));

    /// <inheritdoc />
    /// <exception cref="ArgumentException">
    /// <see cref="RunFlowOptions.Batch"/> and <see cref="PostgresRunStoreOptions.CallsInBatches"/> do not agree.
    /// </exception>
    /// <exception cref="RunException">A cap is set, and earlier workers made calls that no price was known for, or whose replies nothing limited.</exception>
    public IRequestLedger OpenLedger(RunFlowOptions options, ModelPrice? price)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Batch is not null != _options.CallsInBatches)
        {
            throw new ArgumentException("Expected calls in batches where the worker joined to make them so, and else live ones.", nameof(options));
        }

        _pollInterval = options.Batch?.PollInterval ?? default;
        if (options.MaxCost is not null && _unpriced > 0)
        {
            throw new RunException(
                RunFailure.NotAccessible,
                $"{Place}: {_unpriced} calls of the run were made without prices or without a limit on replies, which a cap cannot count; begin another run, "
                    + "or leave the cap out");
        }

        var ledger = new PostgresLedger(_worker, _replies, _spending, options, price is not null, _time);
        _ledger = ledger;
        return ledger;
    }

    /// <inheritdoc />
    public IBatchStore OpenBatches(IRequestLedger ledger, ModelPrice? price)
    {
        PostgresLedger own = ledger as PostgresLedger ?? throw new ArgumentException("Expected the ledger of this store.", nameof(ledger));

        // What would make room for a request moves on only when the rows wait.
        own.NeverWaits = true;
        return new PostgresBatches(_database, _worker, own, _session, _pollInterval, TakeAttempt);
    }

    /// <summary>Gives rows back and leaves the run.</summary>
    /// <returns>A task that completes when the worker has left.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _maintenance.ConfigureAwait(false);
        await _worker.DisposeAsync().ConfigureAwait(false);
        await _replies.DisposeAsync().ConfigureAwait(false);
        if (Failure is null)
        {
            try
            {
                await _database.ScalarAsync<object>("select @.retire($1, false)", CancellationToken.None, _worker.Id).ConfigureAwait(false);
            }
            catch (RunException)
            {
                // The lease ends it instead.
            }
        }

        await _database.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private int? TakeAttempt(long ordinal) => _attempts.TryRemove(ordinal, out int attempt) ? attempt : null;

    /// <summary>Takes rows.</summary>
    /// <returns>False when no row is left to wait for.</returns>
    private async Task<bool> ClaimAsync(Queue<RunRow> held, long every, bool includeDeferred, CancellationToken cancellationToken)
    {
        (long[] ordinals, int[] attempts, bool hasRemaining) =
            await _worker.SendAsync(new ClaimItem(ClaimSize, every, includeDeferred)).ConfigureAwait(false);
        if (ordinals.Length == 0)
        {
            return hasRemaining;
        }

        for (int i = 0; i < ordinals.Length; i++)
        {
            _attempts[ordinals[i]] = attempts[i];
        }

        foreach (RunRow row in await ReadRowsAsync(ordinals, cancellationToken).ConfigureAwait(false))
        {
            held.Enqueue(row);
        }

        return true;
    }

    private Task<List<RunRow>> ReadRowsAsync(long[] ordinals, CancellationToken cancellationToken) => _database.UseAsync(
        async (connection, token) =>
        {
            using NpgsqlCommand command = _database.Command(
                connection,
                "select ordinal, id, content_hash, payload from @.rows join @.row_payloads using (ordinal) where ordinal = any($1) order by ordinal");
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = ordinals });
            var rows = new List<RunRow>();
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    rows.Add(new RunRow
                    {
                        Ordinal = reader.GetInt64(0),
                        Id = reader.GetString(1),
                        ContentHash = reader.GetString(2),
                        Payload = reader.GetFieldValue<byte[]>(3),
                    });
                }
            }

            return rows;
        },
        cancellationToken);

    // A cap that came while the run goes on cannot count what may have cost any sum.
    private async Task RequireLimitsAsync(PostgresLedger ledger)
    {
        if (await _database.ScalarAsync<bool>(
            $"select exists ({Unpriced})", _closing.Token).ConfigureAwait(false))
        {
            ledger.Stop(new RunStop(RunEndCause.BudgetExhausted, RunWords.CapAfterUnlimited));
        }
    }

    /// <summary>Ends workers that are not heard of, and sees what all came to.</summary>
    private async Task MaintainAsync()
    {
        decimal? seenCap = null;
        TimeSpan interval = _options.Lease / 5 < TimeSpan.FromSeconds(1) ? _options.Lease / 5 : TimeSpan.FromSeconds(1);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(interval, _time, _closing.Token).ConfigureAwait(false);
                await _database.ScalarAsync<int>("select @.reap($1, $2)", _closing.Token, _worker.Id, _options.Lease).ConfigureAwait(false);
                if (_ledger is { } ledger)
                {
                    _spending = await RunQueries.ReadSpendingAsync(_database, _closing.Token).ConfigureAwait(false);
                    ledger.See(_spending);
                    decimal? cap = Steering.MaxCost;
                    if (cap is not null && cap != seenCap && _worker.Terms.HasPrice)
                    {
                        await RequireLimitsAsync(ledger).ConfigureAwait(false);
                    }

                    seenCap = cap;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is RunException || StoreFailure.IsMatch(exception))
            {
                // The worker itself reports a database that fails.
            }
        }
    }
}
