using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace MedReason.Runs.Tests;

/// <summary>The ledger of a run in a folder. A crash leaves what was on the disk at that moment, the log of the database included.</summary>
internal sealed class FolderLedgerHost(RunFolder folder) : ILedgerHost
{
    private readonly FakeTimeProvider _time = new();
    private string _path = folder.Path;
    private int _crashes;
    private RunStore? _store;
    private SqliteConnection? _look;

    public bool FindsReplies => false;

    public bool RefusesEarly => false;

    public bool ChangesPrices => true;

    public bool CountsAtOnce => true;

    public long Worker => 0;

    public async Task<IRequestLedger> OpenAsync(RunFlowOptions options, ModelPrice? price)
    {
        _store = RunStore.Open(_path, RunFolder.Configuration(), _time);
        _look = new SqliteConnection($"Data Source={Path.Combine(_path, "run.db")};Mode=ReadOnly;Pooling=False");
        _look.Open();
        IRequestLedger ledger = _store.OpenLedger(options, price);

        // Prices of earlier sessions are written before whatever comes after.
        await _store.Writer.WriteAsync(static _ => { });
        return ledger;
    }

    public Task CloseAsync(bool isCrash)
    {
        if (isCrash)
        {
            string next = folder.PathOf(FormattableString.Invariant($"after-{++_crashes}"));
            Directory.CreateDirectory(next);
            foreach (string file in Directory.GetFiles(_path, "*.db*").Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(next, Path.GetFileName(file)));
            }

            _path = next;
        }

        _look!.Dispose();
        _store!.Dispose();
        (_store, _look) = (null, null);
        return Task.CompletedTask;
    }

    public async Task RetuneAsync(decimal? cap)
    {
        await using (var control = RunControl.Open(_path, _time))
        {
            await control.SteerAsync("retune", steering => steering with { MaxCost = cap });
        }

        _time.Advance(RunStore.SteeringInterval);
    }

    public Task RejectAsync(string key) => _store!.RejectReplyAsync(key);

    public Task<IReadOnlyList<LedgerRow>> ReadRowsAsync()
    {
        using var command = new SqliteCommand("SELECT id, key, state, amount FROM requests ORDER BY id", _look);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read())
        {
            rows.Add(new LedgerRow(0, reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3)));
        }

        return Task.FromResult<IReadOnlyList<LedgerRow>>(rows);
    }

    public Task<RunSpending> ReadSpendingAsync() => Task.FromResult(_store!.Reader.ReadSpending());

    public ValueTask DisposeAsync()
    {
        _look?.Dispose();
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }
}
