using MedReason.Shared;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>Reads a run in PostgreSQL, finished or not, also while workers work on it. Safe for concurrent use.</summary>
public sealed class PostgresRunReader : IAsyncDisposable
{
    private const int PageSize = 512;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);
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
        var database = new PostgresRunConnection(address, GiveUpAfter, TimeProvider.System);
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
        long results = await _database.ScalarAsync<long>("select count(*) from @.results", cancellationToken).ConfigureAwait(false);
        bool hasRows = await _database.ScalarAsync<bool>("select row_count is not null from @.run", cancellationToken).ConfigureAwait(false);
        RunSpending spending = await RunQueries.ReadSpendingAsync(_database, cancellationToken).ConfigureAwait(false);
        return new RunState(counts.Rows, results, hasRows && counts.Rows == results, spending);
    }

    /// <summary>
    /// Writes the payload of every result as a line, in input order: the bytes that a run in a folder writes. The file takes its name when all of it is on the
    /// disk.
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

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<List<(long Ordinal, byte[] Payload)>> ReadPageAsync(long after, CancellationToken cancellationToken) => _database.UseAsync(
        async (connection, token) =>
        {
            using NpgsqlCommand command = _database.Command(
                connection, "select ordinal, payload from @.results where ordinal > $1 order by ordinal limit $2", after, PageSize);
            var page = new List<(long, byte[])>();
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    page.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
                }
            }

            return page;
        },
        cancellationToken);
}
