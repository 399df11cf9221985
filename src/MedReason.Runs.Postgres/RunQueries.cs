using System.Data;
using MedReason.Shared;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>What is read of a run by those who work on it and by those who look at it.</summary>
internal static class RunQueries
{
    public static Task<RunCounts> ReadCountsAsync(PostgresRunConnection database, CancellationToken cancellationToken) => database.UseAsync(
        async (connection, token) =>
        {
            NpgsqlTransaction transaction = await database.BeginAsync(connection, IsolationLevel.RepeatableRead, token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                long rows;
                long pending;
                using (NpgsqlCommand command = database.Command(connection, "select count(*), count(*) filter (where state <> 2) from @.rows"))
                {
                    NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        await reader.ReadAsync(token).ConfigureAwait(false);
                        (rows, pending) = (reader.GetInt64(0), reader.GetInt64(1));
                    }
                }

                return new RunCounts { Rows = rows, Pending = pending, Tally = await ReadTallyAsync(database, connection, token).ConfigureAwait(false) };
            }
        },
        cancellationToken);

    public static Task<RunSpending> ReadSpendingAsync(PostgresRunConnection database, CancellationToken cancellationToken) => database.UseAsync(
        async (connection, token) =>
        {
            using NpgsqlCommand command = database.Command(
                connection,
                """
                select coalesce(sum(answered), 0)::bigint, coalesce(sum(failed), 0)::bigint, coalesce(sum(possibly_billed), 0)::bigint,
                    coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint, coalesce(sum(uncertain), 0)::bigint,
                    coalesce(sum(spent), 0)::bigint, coalesce(sum(possible), 0)::bigint, coalesce(sum(usable), 0)::bigint
                from @.workers
                """);
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(token).ConfigureAwait(false);
                return new RunSpending
                {
                    Answered = reader.GetInt64(0),
                    Failed = reader.GetInt64(1),
                    PossiblyBilled = reader.GetInt64(2),
                    InputTokens = reader.GetInt64(3),
                    OutputTokens = reader.GetInt64(4),
                    UncertainUsage = reader.GetInt64(5),
                    Cost = Money.ToDollars(reader.GetInt64(6)),
                    PossibleCost = Money.ToDollars(reader.GetInt64(7)),
                    UsableReplies = reader.GetInt64(8),
                };
            }
        },
        cancellationToken);

    public static Task<long> RequeueAsync(
        PostgresRunConnection database, string what, bool earlierSessionsOnly, CancellationToken cancellationToken) => database.ScalarAsync<long>(
        """
        with changed as (
            update @.rows o set state = 0 from @.results r
            where o.ordinal = r.ordinal and o.state = 2 and (r.outcome = $1 or r.reason = $1) and (not $2 or r.session < (select session from @.run))
            returning 1)
        select count(*) from changed
        """,
        cancellationToken,
        what,
        earlierSessionsOnly);

    public static async Task<RunSteering> ReadSteeringAsync(PostgresRunConnection database, NpgsqlConnection connection, CancellationToken token)
    {
        using NpgsqlCommand command = database.Command(
            connection, "select is_paused, is_cancelled, concurrency, requests_per_minute, tokens_per_minute, max_cost, deadline from @.steering");
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(token).ConfigureAwait(false);
            return WorkOutcome.ReadSteering(reader, 0);
        }
    }

    private static async Task<IReadOnlyList<RunTally>> ReadTallyAsync(PostgresRunConnection database, NpgsqlConnection connection, CancellationToken token)
    {
        // Of rows that are done; what a row that is worked on again came to before is no result any more.
        using NpgsqlCommand command = database.Command(
            connection,
            "select outcome, stage, reason, is_transient, count(*) from @.results join @.rows using (ordinal) where state = 2 group by 1, 2, 3, 4");
        var tally = new List<RunTally>();
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                tally.Add(new RunTally
                {
                    Outcome = reader.GetString(0),
                    Stage = reader.IsDBNull(1) ? null : reader.GetString(1),
                    Reason = reader.IsDBNull(2) ? null : reader.GetString(2),
                    IsTransient = reader.GetBoolean(3),
                    Count = reader.GetInt64(4),
                });
            }
        }

        return [.. tally.OrderBy(static item => item.Outcome, StringComparer.Ordinal).ThenBy(static item => item.Stage, StringComparer.Ordinal)
            .ThenBy(static item => item.Reason, StringComparer.Ordinal).ThenBy(static item => item.IsTransient)];
    }
}
