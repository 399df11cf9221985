using System.Data;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>Begins a run in a database and lets workers join it, one at a time.</summary>
internal sealed class RunJoin(PostgresRunConnection database, NpgsqlConnection connection, CancellationToken token)
{
    private const int MaxChunkRows = 1_000;
    private const int MaxChunkBytes = 8 << 20;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    /// <returns>The number of the new worker, and its session.</returns>
    /// <exception cref="RunException">The run was begun with another configuration.</exception>
    public async Task<(long Worker, long Session)> JoinAsync(RunConfiguration configuration, PostgresRunStoreOptions options)
    {
        NpgsqlTransaction transaction = await database.BeginAsync(connection, IsolationLevel.ReadCommitted, token).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            string schema = database.Address.Schema;
            await ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($1, 0))", schema).ConfigureAwait(false);
            if (await ScalarAsync("select to_regclass($1)::text", $"\"{schema}\".run").ConfigureAwait(false) is null)
            {
                await ExecuteAsync($"create schema if not exists \"{schema}\"").ConfigureAwait(false);
                await ExecuteAsync(RunSchema.Create(schema)).ConfigureAwait(false);
                await ExecuteAsync("insert into @.run (id, form, configuration, session) values (1, $1, $2, 0)", RunSchema.Form,
                    configuration.ToJson()).ConfigureAwait(false);

                // Worker 0 never works, and is never alive.
                await ExecuteAsync(
                    "insert into @.workers (id, name, session, lease_until, ended_at) overriding system value "
                        + "values (0, 'batches', 0, clock_timestamp(), clock_timestamp())").ConfigureAwait(false);
                await ExecuteAsync("insert into @.batch_lead (id) values (1)").ConfigureAwait(false);
                await ExecuteAsync(
                    "with s as (insert into @.steering (id) values (1)), m as (insert into @.money (id) values (1)) insert into @.rate (id) values (1)")
                    .ConfigureAwait(false);
            }

            await RequireSameAsync(configuration).ConfigureAwait(false);
            await ExecuteAsync("select @.reap(null, $1)", options.Lease).ConfigureAwait(false);

            await RequireOneWayAsync(options).ConfigureAwait(false);

            // Where nobody works on it, a session begins: what failed for a passing reason is tried again, what waited goes through its work anew.
            if (await ScalarAsync("select 1 from @.workers where ended_at is null limit 1").ConfigureAwait(false) is null)
            {
                await ExecuteAsync("update @.run set session = session + 1").ConfigureAwait(false);
                await ExecuteLongAsync(
                    "update @.rows o set state = 0 where o.state in (3, 4) or (o.state = 2 and exists "
                        + "(select 1 from @.results r where r.ordinal = o.ordinal and r.is_transient and r.session < (select session from @.run)))")
                    .ConfigureAwait(false);
                await ExecuteLongAsync("truncate @.batch_waits").ConfigureAwait(false);
            }

            object worker = (await ScalarAsync(
                "insert into @.workers (name, session, lease_until, in_batches) select $1, session, clock_timestamp() + $2, $3 from @.run returning id",
                options.Name, options.Lease, options.CallsInBatches).ConfigureAwait(false))!;
            object session = (await ScalarAsync("select session from @.run").ConfigureAwait(false))!;
            await transaction.CommitAsync(token).ConfigureAwait(false);
            return ((long)worker, (long)session);
        }
    }

    /// <summary>Takes over the rows where none did so; a worker that comes meanwhile waits until they are there.</summary>
    public async Task AddRowsAsync(IAsyncEnumerable<RunRow> rows)
    {
        NpgsqlTransaction transaction = await database.BeginAsync(connection, IsolationLevel.ReadCommitted, token).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Waiting for another worker's rows takes as long as its bank is read: asked again and again, because a wait without an end outlives a network.
            while (await ScalarAsync("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", database.Address.Schema + " rows").ConfigureAwait(false)
                is not true)
            {
                await database.PauseAsync(LockPause, token).ConfigureAwait(false);
            }

            if (await ScalarAsync("select row_count from @.run").ConfigureAwait(false) is long)
            {
                return;
            }

            await ExecuteAsync("update @.run set row_count = $1", await WriteAsync(rows).ConfigureAwait(false)).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
        }
    }

    // In statements that end soon, read whole before they are run: a server waits for the rest of a stream for as long as the network holds it open.
    private async Task<long> WriteAsync(IAsyncEnumerable<RunRow> rows)
    {
        long count = 0;
        var chunk = new List<RunRow>();
        long size = 0;
        await foreach (RunRow row in database.WithHeartbeatAsync(connection, rows, token).ConfigureAwait(false))
        {
            chunk.Add(row);
            count++;
            size += row.Payload.Length;
            if (chunk.Count == MaxChunkRows || size >= MaxChunkBytes)
            {
                await WriteChunkAsync(chunk).ConfigureAwait(false);
                chunk.Clear();
                size = 0;
            }
        }

        await WriteChunkAsync(chunk).ConfigureAwait(false);
        return count;
    }

    private Task WriteChunkAsync(List<RunRow> chunk) => ExecuteLongAsync(
        "with chunk as (select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[]) c (ordinal, id, content_hash, payload)), "
            + "moved as (insert into @.rows (ordinal, id, content_hash) select ordinal, id, content_hash from chunk) "
            + "insert into @.row_payloads (ordinal, payload) select ordinal, payload from chunk",
        chunk.ConvertAll(static row => row.Ordinal), chunk.ConvertAll(static row => row.Id), chunk.ConvertAll(static row => row.ContentHash),
        chunk.ConvertAll(static row => row.Payload.ToArray()));

    // A call that one worker makes live and another one puts into a batch would be paid twice.
    private async Task RequireOneWayAsync(PostgresRunStoreOptions options)
    {
        if (await ScalarAsync("select 1 from @.workers where ended_at is null and in_batches <> $1 limit 1", options.CallsInBatches).ConfigureAwait(false)
            is not null)
        {
            string way = options.CallsInBatches ? "live, and this one would make them in batches" : "in batches, and this one would make them live";
            throw new RunException(RunFailure.ConfigurationChanged, $"{database.Address.Place}: the workers of this run make their calls {way}");
        }
    }

    private async Task RequireSameAsync(RunConfiguration configuration)
    {
        int form = (int)(await ScalarAsync("select form from @.run").ConfigureAwait(false) ?? 0);
        if (form != RunSchema.Form)
        {
            throw new RunException(RunFailure.NotARun, $"{database.Address.Place}: expected a run of form {RunSchema.Form}, found one of form {form}");
        }

        string recorded = (string)(await ScalarAsync("select configuration from @.run").ConfigureAwait(false))!;
        IReadOnlyList<string> differences = configuration.DifferencesFrom(RunConfiguration.FromJson(recorded));
        if (differences.Count == 0)
        {
            return;
        }

        // A run that never got its rows, and that nobody works on, has nothing that another configuration could spoil.
        if (await ScalarAsync("select 1 from @.run where row_count is null and not exists (select 1 from @.workers where ended_at is null)")
            .ConfigureAwait(false) is null)
        {
            throw new RunException(
                RunFailure.ConfigurationChanged, $"{database.Address.Place}: the run was begun otherwise ({string.Join("; ", differences)})")
            { Differences = differences };
        }

        await ExecuteAsync("update @.run set configuration = $1", configuration.ToJson()).ConfigureAwait(false);
    }

    private async Task ExecuteAsync(string text, params object?[] values)
    {
        using NpgsqlCommand command = database.Command(connection, text, values);
        await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    private async Task ExecuteLongAsync(string text, params object?[] values)
    {
        using NpgsqlCommand command = database.LongCommand(connection, text, values);
        await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    private async Task<object?> ScalarAsync(string text, params object?[] values)
    {
        using NpgsqlCommand command = database.Command(connection, text, values);
        return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }
}
