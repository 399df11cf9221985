using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace MedReason.Runs.Postgres;

/// <summary>Finds recorded replies: those that are asked for during one query are found by the next. Safe for concurrent use.</summary>
internal sealed class ReplyLookup : IAsyncDisposable
{
    private const int MaxKeys = 256;
    private readonly PostgresRunConnection _database;
    private readonly Channel<(string Key, TaskCompletionSource<byte[]?> Source)> _asked =
        Channel.CreateUnbounded<(string, TaskCompletionSource<byte[]?>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _loop;

    public ReplyLookup(PostgresRunConnection database)
    {
        _database = database;
        _loop = Task.Run(WorkAsync);
    }

    public Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _asked.Writer.TryWrite((key, source))
            ? source.Task.WaitAsync(cancellationToken)
            : Task.FromException<byte[]?>(new ObjectDisposedException(nameof(ReplyLookup)));
    }

    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        var batch = new List<(string Key, TaskCompletionSource<byte[]?> Source)>();
        while (await _asked.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MaxKeys && _asked.Reader.TryRead(out (string, TaskCompletionSource<byte[]?>) asked))
            {
                batch.Add(asked);
            }

            try
            {
                Dictionary<string, byte[]> found = await ReadAsync([.. batch.Select(static asked => asked.Key).Distinct(StringComparer.Ordinal)])
                    .ConfigureAwait(false);
                foreach ((string key, TaskCompletionSource<byte[]?> source) in batch)
                {
                    source.SetResult(found.GetValueOrDefault(key));
                }
            }
#pragma warning disable CA1031 // Every exception must reach the waiting callers; the loop has no other way to report it.
            catch (Exception exception)
            {
                batch.ForEach(asked => asked.Source.TrySetException(exception));
            }
#pragma warning restore CA1031
        }
    }

    private Task<Dictionary<string, byte[]>> ReadAsync(string[] keys) => _database.UseAsync(
        async (connection, token) =>
        {
            using NpgsqlCommand command = _database.Command(connection, "select key, reply from @.replies where key = any($1) and is_usable");
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = keys });
            var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    found[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
                }
            }

            return found;
        },
        CancellationToken.None);
}
