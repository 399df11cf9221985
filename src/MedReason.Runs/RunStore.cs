using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>
/// A run's folder for the one process that works on it: rows, requests to models with their replies, and results, each durable before anything builds on it.
/// </summary>
/// <remarks>
/// <para>A folder holds one SQLite database (write-ahead log, every commit on the disk) and what was made from it. A process that is killed at any moment loses
/// nothing that a completed task here promised; opening the folder again goes on from there. While a store is open no other process can open it, and the
/// system lets go of it when the process ends.</para>
/// <para>How a run goes: <see cref="Open"/>, then <see cref="AddRowsAsync"/> (which does nothing for a run that has its rows), a <see cref="RunChatClient"/>
/// around the client that the work uses, <see cref="RunEngine"/> over the work, and at the end <see cref="WriteResultsAsync"/>. Rows and results carry
/// payloads that the store does not look into, so that any work on rows can be a run.</para>
/// <para>Every row of the database carries a hash that is checked when it is read: what changed on the disk is <see cref="RunFailure.Damaged"/>, and never
/// given out.</para>
/// <para>Safe for concurrent use. Concurrent changes share commits.</para>
/// </remarks>
public sealed class RunStore : IRunStore, IDisposable
{
    internal const string ConfigurationName = "configuration";
    internal const string RowsName = "rows";
    internal const string ResultsName = "results";
    internal const string SessionName = "session";
    private const string ForkedName = "forked";
    private const int RowsPerChange = 256;
    internal static readonly TimeSpan SteeringInterval = TimeSpan.FromMilliseconds(250);
    private readonly RunLock _lock;
    private readonly SqliteConnection _connection;
    private readonly RunWriter _writer;
    private readonly ITimer _look;
    private readonly Lock _steeringLock = new();
    private volatile RunSteering _steering;
    private RequestLedger? _ledger;

    // Read and written on the writer's thread alone.
    private long _lastRequest;

    private RunStore(string folder, RunLock runLock, SqliteConnection connection, RunReader reader, RunSteering steering, TimeProvider time)
    {
        _lock = runLock;
        Time = time;
        _connection = connection;
        _steering = steering;
        Reader = reader;
        Session = long.Parse(RunDatabase.FindMeta(connection, SessionName)!, CultureInfo.InvariantCulture);
        _lastRequest = RunDatabase.Scalar(connection, "SELECT COALESCE(MAX(id), 0) FROM requests");
        _writer = new RunWriter(folder, connection);
        _look = time.CreateTimer(static store => ((RunStore)store!).LookAtSteering(), this, SteeringInterval, SteeringInterval);
    }

    /// <summary>The folder, as it was named.</summary>
    public string Folder => Reader.Folder;

    /// <inheritdoc />
    public string Place => Reader.Folder;

    /// <inheritdoc />
    public RunConfiguration Configuration => Reader.Configuration;

    /// <inheritdoc />
    public bool IsShared => false;

    /// <inheritdoc />
    public RunSteering Steering => _steering;

    /// <inheritdoc />
    public RunException? Failure => _writer.Failure;

    /// <inheritdoc />
    public CancellationToken Failed => _writer.Failed;

    /// <summary>Reads the run; disposed with the store.</summary>
    public RunReader Reader { get; }

    /// <summary>How often the run was opened for work, this time included.</summary>
    public long Session { get; }

    /// <inheritdoc />
    public long OpenBatchCount => Reader.CountOpenBatches();

    /// <summary>The one writer.</summary>
    internal RunWriter Writer => _writer;

    /// <summary>The clock that deadlines and looks at steering go by.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Opens a run to work on it, or begins one where the folder holds none.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="configuration">What the run is of.</param>
    /// <param name="timeProvider">The clock that deadlines and looks at steering go by; null for the system's.</param>
    /// <returns>The store; the caller disposes it.</returns>
    /// <exception cref="RunException">
    /// Another process works on the run, still after a second; the run was begun with another configuration, and
    /// <see cref="RunException.Differences"/> lists what differs; the folder cannot be used or is damaged.
    /// </exception>
    public static RunStore Open(string folder, RunConfiguration configuration, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(configuration);
        return OpenCore(folder, configuration, forkOf: null, timeProvider);
    }

    /// <summary>
    /// Begins a run in a new folder with the replies of another run, so that no call whose question is the same is paid twice. A fork that was begun is
    /// opened.
    /// </summary>
    /// <param name="folder">The folder of the other run, which is only read.</param>
    /// <param name="newFolder">The new folder; made where it is missing.</param>
    /// <param name="configuration">What the new run is of.</param>
    /// <param name="timeProvider">The clock that deadlines and looks at steering go by; null for the system's.</param>
    /// <returns>The store of the new run; the caller disposes it.</returns>
    /// <exception cref="RunException">
    /// The other folder holds no run, or batches of it are under way, whose calls the fork would pay again; else as <see cref="Open"/>.
    /// </exception>
    public static RunStore Fork(string folder, string newFolder, RunConfiguration configuration, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(newFolder);
        ArgumentNullException.ThrowIfNull(configuration);
        if (Path.GetFullPath(folder) == Path.GetFullPath(newFolder))
        {
            throw new RunException(RunFailure.NotAccessible, $"{newFolder}: a fork needs a folder of its own");
        }

        RunReader.Open(folder).Dispose();
        return OpenCore(newFolder, configuration, folder, timeProvider);
    }

    /// <summary>Takes over the rows of the input, each durable with the last; does nothing where the run has all its rows.</summary>
    /// <param name="rows">The rows, in input order; read as they are written.</param>
    /// <param name="cancellationToken">Ends the work; the rows are taken over anew another time.</param>
    /// <exception cref="RunException">An id appears twice, or the rows cannot be written.</exception>
    public async Task AddRowsAsync(IAsyncEnumerable<RunRow> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Reader.HasAllRows)
        {
            _ = Reader.RowCount;
            return;
        }

        await _writer.WriteAsync(static writer =>
        {
            writer.Run("DELETE FROM rows");
            writer.Run("DELETE FROM row_payloads");
        }).ConfigureAwait(false);
        var chunk = new List<RunRow>(RowsPerChange);
        long total = 0;
        await foreach (RunRow row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            chunk.Add(row);
            total++;
            if (chunk.Count == RowsPerChange)
            {
                await AddAsync(chunk, total: null).ConfigureAwait(false);
                chunk.Clear();
            }
        }

        await AddAsync(chunk, total).ConfigureAwait(false);
    }

    /// <summary>Records what became of a row, in place of what an earlier session recorded.</summary>
    /// <param name="ordinal">The row's place.</param>
    /// <param name="result">The result.</param>
    /// <returns>True, when it is durable.</returns>
    /// <exception cref="RunException">It cannot be written.</exception>
    public async Task<bool> RecordResultAsync(long ordinal, RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        await _writer.WriteAsync(writer =>
        {
            writer.Run(
                "INSERT OR REPLACE INTO results (ordinal, outcome, stage, reason, is_transient, session, mark) "
                    + "VALUES ($1, $2, $3, $4, $5, $6, row_mark('results', $1, $2, $3, $4, $5, $6))",
                ordinal, result.Outcome, result.Stage, result.Reason, result.IsTransient, Session);
            writer.Run(
                "INSERT OR REPLACE INTO result_payloads (ordinal, payload, mark) VALUES ($1, $2, row_mark('result_payloads', $1, $2))",
                ordinal, result.Payload.ToArray());

            // What was written of the run before is not of it any more.
            writer.Run("DELETE FROM meta WHERE name = $1", ResultsName);
        }).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc />
    public Task<RunCounts> ReadCountsAsync(CancellationToken cancellationToken = default) => Task.FromResult(new RunCounts
    {
        Rows = Reader.RowCount,
        Pending = Reader.CountPending(Session),
        Tally = Reader.ReadTally(),
    });

    /// <inheritdoc />
    public async IAsyncEnumerable<RunRow> ClaimRowsAsync(
        long every, bool includeDeferred, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (RunRow row in Reader.ReadPending(Session, every))
        {
            yield return row;
        }
    }

    /// <inheritdoc />
    public Task ReleaseRowAsync(long ordinal, bool isDeferred) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask<byte[]?> FindReplyAsync(string key, CancellationToken cancellationToken = default) => ValueTask.FromResult(Reader.FindReply(key));

    /// <inheritdoc />
    public async Task RejectReplyAsync(string key)
    {
        int rejected = 0;
        await _writer.WriteAsync(writer => rejected = writer.Run(
            "UPDATE replies SET is_usable = 0, mark = row_mark('replies', key, 0, reply) "
                + $"WHERE key = $1 AND is_usable = 1 AND mark = {RunMark.OfReply}", key)).ConfigureAwait(false);
        lock (_steeringLock)
        {
            _ledger?.CountRejected(rejected);
        }
    }

    /// <inheritdoc />
    public IRequestLedger OpenLedger(RunFlowOptions options, ModelPrice? price)
    {
        ArgumentNullException.ThrowIfNull(options);
        var ledger = new RequestLedger(this, options, price);
        lock (_steeringLock)
        {
            _ledger = ledger;
            ledger.Apply(_steering);
        }

        return ledger;
    }

    /// <inheritdoc />
    public IBatchStore OpenBatches(IRequestLedger ledger, ModelPrice? price)
    {
        RequestLedger own = ledger as RequestLedger ?? throw new ArgumentException("Expected the ledger of this store.", nameof(ledger));

        // What would make room for a request moves on only when the rows wait.
        own.NeverWaits = true;
        return new BatchTables(this, own, price);
    }

    /// <summary>
    /// Lets rows that earlier sessions finished be worked on again; until then their results stay. Replies of models that can be used are used again.
    /// </summary>
    /// <param name="what">An outcome such as <c>failed</c>, or a reason such as <see cref="ReasonCodes.ModelOutput"/>.</param>
    /// <returns>How many rows are worked on again, those that would have been anyway left out.</returns>
    /// <exception cref="RunException">It cannot be written.</exception>
    public async Task<long> RetryAsync(string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        long before = Reader.CountPending(Session);
        await _writer.WriteAsync(writer => writer.Run(
            "UPDATE results SET is_transient = 1, mark = row_mark('results', ordinal, outcome, stage, reason, 1, session) "
                + $"WHERE is_transient = 0 AND session < $1 AND (outcome = $2 OR reason = $2) AND mark = {RunMark.OfResult}",
            Session, what)).ConfigureAwait(false);
        return Reader.CountPending(Session) - before;
    }

    /// <summary>
    /// Writes the payload of every result as a line of <c>results.jsonl</c> in the folder, in input order, and records which file is that of the finished
    /// run, so that a later reader distinguishes it from one that was written before the run was finished, or that was changed.
    /// </summary>
    /// <param name="cancellationToken">Ends the writing; no file is left.</param>
    /// <returns>How many lines it has.</returns>
    /// <exception cref="RunException">The database cannot be read or is damaged, or the file cannot be written.</exception>
    public async Task<long> WriteResultsAsync(CancellationToken cancellationToken = default)
    {
        if (Reader.HasAllRows && Reader.CountPending(Session) == 0 && Reader.ResultCount != Reader.RowCount)
        {
            throw RunDatabase.Damage(RunDatabase.PathOf(Folder));
        }

        WrittenResults written = await Reader.WriteAsync(path: null, cancellationToken).ConfigureAwait(false);
        if (Reader.IsFinished)
        {
            await _writer.WriteAsync(writer => writer.Run(RunDatabase.SetMetaText, ResultsName, written.ToString())).ConfigureAwait(false);
        }

        return written.Count;
    }

    /// <summary>Closes the database and lets go of the folder.</summary>
    public void Dispose()
    {
        _look.Dispose();
        _writer.Dispose();
        Reader.Dispose();
        EmptyLog();
        _connection.Dispose();
        _lock.Dispose();
    }

    /// <inheritdoc cref="Dispose" />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // A file that cannot be read now is read the next time; what was steered before holds until then.
    private void LookAtSteering()
    {
        if (SteeringDatabase.TryRead(Folder) is not { } steering)
        {
            return;
        }

        lock (_steeringLock)
        {
            if (steering != _steering)
            {
                _steering = steering;
                _ledger?.Apply(steering);
            }
        }
    }

    // The last who closes the database empties its log. Where a reader has it open, that would be left to the reader, who may not write.
    private void EmptyLog()
    {
        try
        {
            RunDatabase.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // All of it is on the disk either way, and a failing disk was reported before.
        }
    }

    /// <summary>Records that a request is about to be sent.</summary>
    /// <param name="key">The call's key.</param>
    /// <param name="reserved">Its worst case in picodollars; null where the price is unknown.</param>
    /// <param name="maxInputTokens">No fewer tokens than are sent.</param>
    /// <param name="maxOutputTokens">The limit on the reply; null for none.</param>
    /// <returns>The request's number, once the intent is durable.</returns>
    internal async Task<long> BeginRequestAsync(string key, long? reserved, long maxInputTokens = 0, int? maxOutputTokens = null)
    {
        long id = 0;
        await _writer.WriteAsync(writer =>
        {
            // Numbered where it is written: a number taken before could be on the disk before the one below it, and a crash between them would leave a gap.
            id = ++_lastRequest;
            writer.Run(
                "INSERT INTO requests (id, key, session, state, amount, max_input_tokens, max_output_tokens, mark) "
                    + "VALUES ($1, $2, $3, 0, $4, $5, $6, row_mark('requests', $1, $2, $3, 0, $4, $5, $6, NULL, NULL, NULL, NULL))",
                id, key, Session, reserved, maxInputTokens, maxOutputTokens);
        }).ConfigureAwait(false);
        return id;
    }

    /// <summary>Records that a request was answered, and its reply, in one change.</summary>
    /// <returns>False when an earlier reply holds.</returns>
    internal async Task<bool> RecordReplyAsync(long request, string key, long? cost, ReplyUsage usage, byte[] reply, bool isUsable)
    {
        bool isKept = false;
        await _writer.WriteAsync(writer =>
        {
            (long? input, long? cached, long? output) = usage.Recorded;
            writer.Run(
                "UPDATE requests SET state = 1, amount = $2, input_tokens = $3, cached_tokens = $4, output_tokens = $5, "
                    + "mark = row_mark('requests', id, key, session, 1, $2, max_input_tokens, max_output_tokens, $3, $4, $5, failure) "
                    + $"WHERE id = $1 AND mark = {RunMark.OfRequest}",
                request, cost, input, cached, output);
            isKept = PutReply(writer, key, isUsable, reply);
        }).ConfigureAwait(false);
        return isKept;
    }

    /// <summary>Keeps a reply, as part of a change. The first reply that can be used stays: others were built on it.</summary>
    /// <returns>False when an earlier reply stays.</returns>
    internal static bool PutReply(RunWriter writer, string key, bool isUsable, byte[] reply) => writer.Run(
        "INSERT INTO replies (key, is_usable, reply, mark) VALUES ($1, $2, $3, row_mark('replies', $1, $2, $3)) "
            + "ON CONFLICT (key) DO UPDATE SET is_usable = excluded.is_usable, reply = excluded.reply, mark = excluded.mark WHERE is_usable = 0",
        key, isUsable, reply) > 0;

    /// <summary>The number of a request that is recorded as part of a change. On the writer's thread alone.</summary>
    internal long NextRequest() => ++_lastRequest;

    /// <summary>Records that a request got no reply.</summary>
    internal Task RecordFailureAsync(long request, long? amount, bool mayBeBilled, string failure) => _writer.WriteAsync(writer => writer.Run(
        "UPDATE requests SET state = $2, amount = $3, failure = $4, mark = row_mark('requests', id, key, session, $2, $3, max_input_tokens, "
            + $"max_output_tokens, input_tokens, cached_tokens, output_tokens, $4) WHERE id = $1 AND mark = {RunMark.OfRequest}",
        request, (int)(mayBeBilled ? RequestState.PossiblyBilled : RequestState.Failed), amount, failure));

    /// <summary>Prices what sessions without prices recorded, and sums up all that the run's requests came to.</summary>
    /// <param name="price">The price of the run's model; null where it is unknown, and then nothing is priced.</param>
    /// <returns>The sums, and whether a request is left that no price can bound, because nothing limited its reply.</returns>
    internal (RunSpending Spending, bool HasUnbounded) PriceRequests(ModelPrice? price)
    {
        var priced = new List<(long Id, long Amount)>();
        bool hasUnbounded = false;
        RunSpending spending = Reader.ReadSpending(request =>
        {
            if (request.Amount is null && price is not null)
            {
                if (request.AmountAt(price) is { } amount)
                {
                    priced.Add((request.Id, amount));
                    return amount;
                }

                hasUnbounded = true;
            }

            return request.Amount;
        });
        if (priced.Count > 0)
        {
            // Changes are made in their order: whatever is recorded from here on is recorded after this one, and fails where it failed.
            _ = _writer.WriteAsync(writer =>
            {
                foreach ((long id, long amount) in priced)
                {
                    writer.Run(
                        "UPDATE requests SET amount = $2, mark = row_mark('requests', id, key, session, state, $2, max_input_tokens, max_output_tokens, "
                            + $"input_tokens, cached_tokens, output_tokens, failure) WHERE id = $1 AND mark = {RunMark.OfRequest}",
                        id, amount);
                }
            });
        }

        return (spending, hasUnbounded);
    }

    private static RunStore OpenCore(string folder, RunConfiguration configuration, string? forkOf, TimeProvider? timeProvider)
    {
        var runLock = RunLock.Take(folder);
        SqliteConnection? connection = null;
        SqliteConnection? reading = null;
        try
        {
            connection = RunDatabase.OpenForWriting(folder);
            Begin(connection, folder, configuration, forkOf);
            RunSteering steering = SteeringDatabase.Require(folder);
            reading = RunDatabase.OpenForReading(folder);
            return new RunStore(folder, runLock, connection, new RunReader(folder, reading), steering, timeProvider ?? TimeProvider.System);
        }
        catch (Exception exception)
        {
            reading?.Dispose();
            connection?.Dispose();
            runLock.Dispose();
            if (exception is SqliteException)
            {
                throw RunDatabase.Translate(folder, exception);
            }

            throw;
        }
    }

    private static void Begin(SqliteConnection connection, string folder, RunConfiguration configuration, string? forkOf)
    {
        // A run that never got its rows has nothing that another configuration could spoil.
        if (RunDatabase.FindMeta(connection, RowsName) is not null && RunDatabase.FindMeta(connection, ConfigurationName) is { } recorded)
        {
            IReadOnlyList<string> differences = configuration.DifferencesFrom(RunConfiguration.FromJson(recorded));
            if (differences.Count > 0)
            {
                throw new RunException(
                    RunFailure.ConfigurationChanged, $"{folder}: the run was begun otherwise ({string.Join("; ", differences)})")
                { Differences = differences };
            }
        }

        bool isFork = forkOf is not null && RunDatabase.FindMeta(connection, ForkedName) is null;
        if (isFork)
        {
            using SqliteCommand attach = connection.Command("ATTACH DATABASE $path AS other", ("$path", Path.GetFullPath(RunDatabase.PathOf(forkOf!))));
            attach.ExecuteNonQuery();
        }

        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            if (isFork)
            {
                long open = RunDatabase.HasBatches(connection, "other") ? RunDatabase.Scalar(connection, BatchTables.CountOpenOf("other.batches")) : 0;
                if (open > 0)
                {
                    throw new RunException(RunFailure.NotAccessible, string.Create(
                        CultureInfo.InvariantCulture,
                        $"{forkOf}: {open} batches of this run are under way, and a fork would pay their calls again; go on with it until they have ended"));
                }

                if (RunDatabase.Scalar(connection, $"SELECT COUNT(*) FROM other.replies AS replies WHERE mark IS NOT {RunMark.OfReply}") > 0)
                {
                    throw RunDatabase.Damage(RunDatabase.PathOf(forkOf!));
                }

                RunDatabase.Execute(
                    connection,
                    "INSERT OR IGNORE INTO replies (key, is_usable, reply, mark) SELECT key, is_usable, reply, mark FROM other.replies WHERE is_usable = 1");
                RunDatabase.SetMeta(connection, ForkedName, "1");
            }

            // Whoever held the folder before is gone, and with it every request that was on its way.
            RunDatabase.Execute(
                connection,
                "UPDATE requests SET state = 3, failure = 'lost', mark = row_mark('requests', id, key, session, 3, amount, max_input_tokens, "
                    + $"max_output_tokens, input_tokens, cached_tokens, output_tokens, 'lost') WHERE state = 0 AND mark = {RunMark.OfRequest}");
            RunDatabase.SetMeta(connection, ConfigurationName, configuration.ToJson());
            RunDatabase.SetMeta(connection, SessionName, (long.Parse(RunDatabase.FindMeta(connection, SessionName) ?? "0", CultureInfo.InvariantCulture) + 1)
                .ToString(CultureInfo.InvariantCulture));
            transaction.Commit();
        }

        if (isFork)
        {
            RunDatabase.Execute(connection, "DETACH DATABASE other");
        }
    }

    private Task AddAsync(List<RunRow> chunk, long? total) => _writer.WriteAsync(writer =>
    {
        foreach (RunRow row in chunk)
        {
            writer.Run(
                "INSERT INTO rows (ordinal, id, content_hash, mark) VALUES ($1, $2, $3, row_mark('rows', $1, $2, $3))",
                row.Ordinal, row.Id, row.ContentHash);
            writer.Run(
                "INSERT INTO row_payloads (ordinal, payload, mark) VALUES ($1, $2, row_mark('row_payloads', $1, $2))", row.Ordinal, row.Payload.ToArray());
        }

        if (total is { } count)
        {
            writer.Run(RunDatabase.SetMetaText, RowsName, count.ToString(CultureInfo.InvariantCulture));
        }
    });
}
