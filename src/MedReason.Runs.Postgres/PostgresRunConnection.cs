using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>Connections to the database of a run, for what may be done twice: a failure that passes is tried again. Safe for concurrent use.</summary>
internal sealed class PostgresRunConnection : IAsyncDisposable
{
    // Times the command timeout of the address: for a statement over all rows, and for a transaction that is idle because its other end may be gone.
    private const int LongPatience = 60;
    private const int IdlePatience = 6;

    // What is added to the time for which a machine that is gone may hold locks, to be sure.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    /// <summary>How long a server that was never reached is tried: its address may be wrong.</summary>
    private static readonly TimeSpan FirstGiveUpAfter = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private readonly TimeSpan _giveUpAfter;
    private readonly TimeProvider _time;
    private volatile bool _wasReached;

    public PostgresRunConnection(PostgresRunAddress address, TimeSpan giveUpAfter, TimeProvider time)
    {
        Address = address;
        DataSource = NpgsqlDataSource.Create(address.ConnectionString);
        _giveUpAfter = giveUpAfter;
        _time = time;
    }

    /// <summary>Returns how long to try where a machine that is gone may hold the locks that are needed.</summary>
    public static TimeSpan OutlastLocks(PostgresRunAddress address) =>
        Margin + (IdlePatience * address.CommandTimeout is var idle && idle > PostgresRunAddress.Liveness ? idle : PostgresRunAddress.Liveness);

    public PostgresRunAddress Address { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Makes a command; <c>@.</c> in its text is the run's schema. A value may be a parameter, of which a copy is used.</summary>
    public NpgsqlCommand Command(NpgsqlConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants, the schema's name is checked; values go in as parameters.
        command.CommandText = text.Replace("@.", $"\"{Address.Schema}\".", StringComparison.Ordinal);
#pragma warning restore CA2100
        foreach (object? value in values)
        {
            command.Parameters.Add((value as NpgsqlParameter)?.Clone() ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>As <see cref="Command"/>, for what changes all rows. It ends too: an answer that a network lost would be waited for for ever.</summary>
    public NpgsqlCommand LongCommand(NpgsqlConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        NpgsqlCommand command = Command(connection, text, values);
        command.CommandTimeout *= LongPatience;
        return command;
    }

    /// <summary>Begins a transaction that the server ends, with its locks, once nothing is heard of this process.</summary>
    /// <remarks>A server that keeps a connection whose other end is gone would hold the locks for as long, and every other worker with them.</remarks>
    public async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false);
        string limit = string.Create(CultureInfo.InvariantCulture, $"{IdlePatience * connection.CommandTimeout}s");
        using NpgsqlCommand command = Command(connection, "select set_config('idle_in_transaction_session_timeout', $1, true)", limit);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    /// <summary>Enumerates what may come slowly inside a transaction, and lets the server hear meanwhile that this process lives.</summary>
    public async IAsyncEnumerable<T> WithHeartbeatAsync<T>(
        NpgsqlConnection connection, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator(ending.Token);
        await using (enumerator.ConfigureAwait(false))
        {
            Task due = Task.Delay(Address.CommandTimeout, _time, ending.Token);
            try
            {
                while (true)
                {
                    Task<bool> next = enumerator.MoveNextAsync().AsTask();
                    due = await BeatUntilAsync(connection, next, due, ending).ConfigureAwait(false);
                    if (!await next.ConfigureAwait(false))
                    {
                        yield break;
                    }

                    yield return enumerator.Current;
                }
            }
            finally
            {
                await ending.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets the server hear from this process, at each due time, until an item is there; returns the next due time.</summary>
    private async Task<Task> BeatUntilAsync(NpgsqlConnection connection, Task next, Task due, CancellationTokenSource ending)
    {
        try
        {
            while (due.IsCompleted || (!next.IsCompleted && await Task.WhenAny(next, due).ConfigureAwait(false) == due))
            {
                await due.ConfigureAwait(false);
                using NpgsqlCommand command = Command(connection, "select 1");
                await command.ExecuteNonQueryAsync(ending.Token).ConfigureAwait(false);
                due = Task.Delay(Address.CommandTimeout, _time, ending.Token);
            }

            return due;
        }
        catch
        {
            // An enumerator is not disposed while it moves.
            await ending.CancelAsync().ConfigureAwait(false);
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Does something that may be done twice, on a connection.</summary>
    /// <exception cref="RunException">The database failed.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                _wasReached = true;
                await using (connection.ConfigureAwait(false))
                {
                    return await use(connection, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && StoreFailure.IsTransient(exception)
                && _time.GetElapsedTime(start) < GiveUpAfter(exception))
            {
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (StoreFailure.IsMatch(exception))
            {
                throw StoreFailure.Describe(Address, exception);
            }
        }
    }

    public Task<T> ScalarAsync<T>(string text, CancellationToken cancellationToken, params object?[] values) =>
        ScalarAsync<T>(connection => Command(connection, text, values), cancellationToken);

    /// <summary>As <see cref="ScalarAsync{T}(string, CancellationToken, object?[])"/>, by <see cref="LongCommand"/>.</summary>
    public Task<T> LongScalarAsync<T>(string text, CancellationToken cancellationToken, params object?[] values) =>
        ScalarAsync<T>(connection => LongCommand(connection, text, values), cancellationToken);

    private Task<T> ScalarAsync<T>(Func<NpgsqlConnection, NpgsqlCommand> create, CancellationToken cancellationToken) => UseAsync(
        async (connection, token) =>
        {
            using NpgsqlCommand command = create(connection);
            return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is T value ? value : default!;
        },
        cancellationToken);

    public Task<List<T>> ReadAsync<T>(string text, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values) => UseAsync(
        async (connection, token) =>
        {
            using NpgsqlCommand command = Command(connection, text, values);
            var rows = new List<T>();
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }
            }

            return rows;
        },
        cancellationToken);

    /// <summary>Waits by the clock of the connection.</summary>
    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, _time, cancellationToken);

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    // A server that answers, if only that it is starting, was reached.
    private TimeSpan GiveUpAfter(Exception exception) =>
        _wasReached || exception is PostgresException || _giveUpAfter < FirstGiveUpAfter ? _giveUpAfter : FirstGiveUpAfter;
}
