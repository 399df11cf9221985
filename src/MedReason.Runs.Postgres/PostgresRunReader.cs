using System.Runtime.CompilerServices;
using MedReason.Shared;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>Reads a run in PostgreSQL, finished or not, also while workers work on it. Safe for concurrent use.</summary>
public sealed class PostgresRunReader : IAsyncDisposable
{
    private const int PageSize = 512;
    private readonly PostgresRunConnection _database;

    private PostgresRunReader(PostgresRunConnection database, RunConfiguration configuration)
    {
        _database = database;
        Configuration = configuration;
    }

    /// <summary>Gets the address without its password.</summary>
    public string Place => _database.Address.Place;

    /// <summary>Gets what the run is of.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>Opens a run to read.</summary>
    /// <param name="address">Where the run is.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The reader; the caller disposes it.</returns>
    /// <exception cref="RunException">There is no run, or the database cannot be used.</exception>
    public static async Task<PostgresRunReader> OpenAsync(PostgresRunAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var database = new PostgresRunConnection(address, PostgresRunConnection.OutlastLocks(address), TimeProvider.System);
        try
        {
            string configuration = await database.ScalarAsync<string>("select configuration from @.run", cancellationToken).ConfigureAwait(false);
            return new PostgresRunReader(database, RunConfiguration.FromJson(configuration));
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads progress and spending.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The state.</returns>
    /// <exception cref="RunException">The database cannot be read.</exception>
    public async Task<RunState> ReadStateAsync(CancellationToken cancellationToken = default)
    {
        RunCounts counts = await RunQueries.ReadCountsAsync(_database, cancellationToken).ConfigureAwait(false);
        bool hasRows = await _database.ScalarAsync<bool>("select row_count is not null from @.run", cancellationToken).ConfigureAwait(false);
        RunSpending spending = await RunQueries.ReadSpendingAsync(_database, cancellationToken).ConfigureAwait(false);
        return new RunState(counts.Rows, counts.Rows - counts.Pending, hasRows && counts.Pending == 0, spending);
    }

    /// <summary>
    /// Writes the payload of every result as a line, in input order, those of rows that are worked on again left out: the bytes that a run
    /// in a folder writes. The file takes its name when all of it is on the disk.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the writing; no file is left.</param>
    /// <returns>The number of lines.</returns>
    /// <exception cref="RunException">The database cannot be read, or the file cannot be written.</exception>
    public async Task<long> WriteResultsAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using OutputFile file = OutputFile.Open(path);
            long count = 0;
            for (long after = -1; ;)
            {
                List<(long Ordinal, byte[] Payload)> page = await ReadPageAsync(after, cancellationToken).ConfigureAwait(false);
                foreach ((long ordinal, byte[] payload) in page)
                {
                    await file.Stream.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
                    file.Stream.WriteByte((byte)'\n');
                    after = ordinal;
                    count++;
                }

                if (page.Count < PageSize)
                {
                    break;
                }
            }

            file.Complete();
            return count;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFailure.NotAccessible, $"{path}: cannot be written ({exception.Message.ReplaceLineEndings(" ")})", exception);
        }
    }

    /// <summary>
    /// Copies rows and results into the folder of a run, which every verb reads, and writes its results file. A folder that was copied to before is brought up
    /// to date. Rows that are worked on again are copied without a result. Requests and replies stay in the database.
    /// </summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="cancellationToken">Cancels the copying; the same call goes on from there.</param>
    /// <returns>The number of results.</returns>
    /// <exception cref="RunException">The database cannot be read, or the folder holds another run or cannot be written.</exception>
    public async Task<long> CopyToFolderAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!await _database.ScalarAsync<bool>("select row_count is not null from @.run", cancellationToken).ConfigureAwait(false))
        {
            throw new RunException(RunFailure.NotARun, $"{Place}: the run has no rows yet; try again when a worker has read its bank");
        }

        using RunStore store = RunStore.Open(folder, Configuration);
        await store.AddRowsAsync(ReadRowsAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        for (long after = -1; ;)
        {
            List<(long Ordinal, RunResult Result)> page = await ReadResultsAsync(after, cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(page.Select(row => store.RecordResultAsync(row.Ordinal, row.Result))).ConfigureAwait(false);
            if (page.Count < PageSize)
            {
                return await store.WriteResultsAsync(cancellationToken).ConfigureAwait(false);
            }

            after = page[^1].Ordinal;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async IAsyncEnumerable<RunRow> ReadRowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long after = -1; ;)
        {
            List<RunRow> page = await ReadAsync(
                "select ordinal, id, content_hash, payload from @.rows join @.row_payloads using (ordinal) where ordinal > $1 order by ordinal limit $2",
                after,
                static reader => new RunRow
                {
                    Ordinal = reader.GetInt64(0),
                    Id = reader.GetString(1),
                    ContentHash = reader.GetString(2),
                    Payload = reader.GetFieldValue<byte[]>(3),
                },
                cancellationToken).ConfigureAwait(false);
            foreach (RunRow row in page)
            {
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Ordinal;
        }
    }

    private Task<List<(long Ordinal, byte[] Payload)>> ReadPageAsync(long after, CancellationToken cancellationToken) => ReadAsync(
        "select ordinal, payload from @.results join @.rows using (ordinal) where state = 2 and ordinal > $1 order by ordinal limit $2",
        after,
        static reader => (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)),
        cancellationToken);

    private Task<List<(long Ordinal, RunResult Result)>> ReadResultsAsync(long after, CancellationToken cancellationToken) => ReadAsync(
        "select ordinal, outcome, stage, reason, is_transient, payload from @.results join @.rows using (ordinal) where state = 2 and ordinal > $1 "
            + "order by ordinal limit $2",
        after,
        static reader => (reader.GetInt64(0), new RunResult
        {
            Outcome = reader.GetString(1),
            Stage = reader.IsDBNull(2) ? null : reader.GetString(2),
            Reason = reader.IsDBNull(3) ? null : reader.GetString(3),
            IsTransient = reader.GetBoolean(4),
            Payload = reader.GetFieldValue<byte[]>(5),
        }),
        cancellationToken);

    private Task<List<T>> ReadAsync<T>(string text, long after, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        _database.ReadAsync(text, read, cancellationToken, after, PageSize);
}
