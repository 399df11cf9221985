using System.Data;
using System.Globalization;
using MedReason.Shared;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>Looks at a run in PostgreSQL and steers it, while workers work on it or not. Safe for concurrent use.</summary>
public sealed class PostgresRunControl : IRunControl
{
    private readonly PostgresRunConnection _database;

    private PostgresRunControl(PostgresRunConnection database) => _database = database;

    /// <inheritdoc />
    public string Place => _database.Address.Place;

    /// <summary>Opens a run.</summary>
    /// <param name="address">Where the run is.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The control; the caller disposes it.</returns>
    /// <exception cref="RunException">There is no run, or the database cannot be used.</exception>
    public static async Task<PostgresRunControl> OpenAsync(PostgresRunAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var database = new PostgresRunConnection(address, PostgresRunConnection.OutlastLocks(address), TimeProvider.System);
        try
        {
            await database.ScalarAsync<int>("select form from @.run", cancellationToken).ConfigureAwait(false);
            return new PostgresRunControl(database);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<RunStatus> ReadStatusAsync(CancellationToken cancellationToken = default)
    {
        RunCounts counts = await RunQueries.ReadCountsAsync(_database, cancellationToken).ConfigureAwait(false);
        return new RunStatus
        {
            Counts = counts,
            Spending = await RunQueries.ReadSpendingAsync(_database, cancellationToken).ConfigureAwait(false),
            Steering = await _database.UseAsync(ReadSteeringAsync, cancellationToken).ConfigureAwait(false),
            Workers = (int)await _database.ScalarAsync<long>(
                "select count(*) from @.workers where ended_at is null and lease_until > clock_timestamp()", cancellationToken).ConfigureAwait(false),
            IsFinished = counts.Pending == 0
                && await _database.ScalarAsync<bool>("select row_count is not null from @.run", cancellationToken).ConfigureAwait(false),
        };
    }

    /// <inheritdoc />
    public async Task<RunSteering> SteerAsync(string command, Func<RunSteering, RunSteering> change, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(change);
        return await _database.UseAsync(
            async (connection, token) =>
            {
                NpgsqlTransaction transaction = await _database.BeginAsync(connection, IsolationLevel.ReadCommitted, token).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    using (NpgsqlCommand hold = _database.Command(connection, "select 1 from @.steering for update"))
                    {
                        await hold.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                    }

                    RunSteering before = await ReadSteeringAsync(connection, token).ConfigureAwait(false);
                    RunSteering after = change(before);
                    using (NpgsqlCommand write = _database.Command(
                        connection,
                        "update @.steering set is_paused = $1, is_cancelled = $2, concurrency = $3::int, requests_per_minute = $4::int, "
                            + "tokens_per_minute = $5::int, max_cost = $6::bigint, deadline = $7::timestamptz",
                        after.IsPaused, after.IsCancelled, after.Concurrency, after.RequestsPerMinute, after.TokensPerMinute,
                        after.MaxCost is { } cap ? Money.FromDollars(cap) : null, after.Deadline?.ToUniversalTime()))
                    {
                        await write.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                    }

                    await NoteAsync(connection, command, RunControl.Describe(before, after), token).ConfigureAwait(false);
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                    return after;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<long> RequeueAsync(string what, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        long count = await RunQueries.RequeueAsync(_database, what, earlierSessionsOnly: false, cancellationToken).ConfigureAwait(false);
        return await _database.UseAsync(
            async (connection, token) =>
            {
                await NoteAsync(connection, "requeue", string.Create(CultureInfo.InvariantCulture, $"{what}: {count} rows"), token).ConfigureAwait(false);
                return count;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<RunWorkerStatus>> ReadWorkersAsync(CancellationToken cancellationToken = default) => ReadAsync(
        """
        select name, started_at, seen_at, ended_at, was_lost, (select count(*) from @.rows o where o.worker = w.id and o.state = 1), results,
            spent + possible + reserved
        from @.workers w where id > 0 order by id
        """,
        static reader => new RunWorkerStatus
        {
            Name = reader.GetString(0),
            StartedAt = reader.GetFieldValue<DateTimeOffset>(1),
            SeenAt = reader.GetFieldValue<DateTimeOffset>(2),
            EndedAt = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
            WasLost = reader.GetBoolean(4),
            RowsHeld = reader.GetInt64(5),
            Results = reader.GetInt64(6),
            Cost = Money.ToDollars(reader.GetInt64(7)),
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<RunCommand>> ReadCommandsAsync(CancellationToken cancellationToken = default) => ReadAsync(
        "select at, who, command, detail from @.audit order by id",
        static reader => new RunCommand
        {
            At = reader.GetFieldValue<DateTimeOffset>(0),
            Who = reader.GetString(1),
            Command = reader.GetString(2),
            Detail = reader.GetString(3),
        },
        cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<RunSteering> ReadSteeringAsync(NpgsqlConnection connection, CancellationToken token) =>
        RunQueries.ReadSteeringAsync(_database, connection, token);

    private async Task NoteAsync(NpgsqlConnection connection, string command, string detail, CancellationToken token)
    {
        using NpgsqlCommand note = _database.Command(
            connection, "insert into @.audit (who, command, detail) values ($1, $2, $3)", RunWords.Who, command, detail);
        await note.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string text, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        await _database.ReadAsync(text, read, cancellationToken).ConfigureAwait(false);
}
