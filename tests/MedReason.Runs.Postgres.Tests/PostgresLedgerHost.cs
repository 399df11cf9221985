using System.Globalization;
using MedReason.Runs.Tests;
using MedReason.RunWorker;
using Npgsql;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>The ledger of a run in PostgreSQL, one worker after another. A crash is a worker that is taken for lost.</summary>
internal sealed class PostgresLedgerHost(string address) : ILedgerHost
{
    private readonly PostgresRunAddress _address = PostgresRunAddress.Parse(address);
    private NpgsqlConnection? _look;
    private PostgresRunStore? _store;

    public bool FindsReplies => true;

    public bool RefusesEarly => true;

    public bool ChangesPrices => false;

    public bool CountsAtOnce => false;

    public long Worker => _store!.WorkerId;

    public async Task<IRequestLedger> OpenAsync(RunFlowOptions options, ModelPrice? price)
    {
        _store = await PostgresRunStore.JoinAsync(_address, RowWork.Configuration(1, 1));
        if (_look is null)
        {
            _look = new NpgsqlConnection(_address.ConnectionString + ";Pooling=false");
            await _look.OpenAsync();
        }

        return _store.OpenLedger(options, price);
    }

    public async Task CloseAsync(bool isCrash)
    {
        if (isCrash)
        {
            await ReadAsync(string.Create(CultureInfo.InvariantCulture, $"select @.retire({Worker}, true)"), static _ => true);
        }

        await _store!.DisposeAsync();
        _store = null;
    }

    public async Task RetuneAsync(decimal? cap)
    {
        await using PostgresRunControl control = await PostgresRunControl.OpenAsync(_address);
        await control.SteerAsync("retune", steering => steering with { MaxCost = cap });
    }

    public Task RejectAsync(string key) => _store!.RejectReplyAsync(key);

    public Task<IReadOnlyList<LedgerRow>> ReadRowsAsync() => ReadAsync(
        "select worker, number, key, state, amount from @.requests order by worker, number",
        static reader => new LedgerRow(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<short>(3), reader.IsDBNull(4) ? null : reader.GetInt64(4)));

    public async Task<RunSpending> ReadSpendingAsync() => (await ReadAsync(
        """
        select sum(answered)::bigint, sum(failed)::bigint, (sum(possibly_billed) + (select count(*) from @.requests where state = 0))::bigint,
            sum(input_tokens)::bigint, sum(output_tokens)::bigint, sum(uncertain)::bigint, sum(spent)::bigint, sum(possible + reserved)::bigint,
            sum(usable)::bigint
        from @.workers
        """,
        static reader => new RunSpending
        {
            Answered = reader.GetInt64(0),
            Failed = reader.GetInt64(1),
            PossiblyBilled = reader.GetInt64(2),
            InputTokens = reader.GetInt64(3),
            OutputTokens = reader.GetInt64(4),
            UncertainUsage = reader.GetInt64(5),
            Cost = RunServer.ToDollars(reader.GetInt64(6)),
            PossibleCost = RunServer.ToDollars(reader.GetInt64(7)),
            UsableReplies = reader.GetInt64(8),
        }))[0];

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        if (_look is not null)
        {
            await _look.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string text, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(text.Replace("@.", $"\"{_address.Schema}\".", StringComparison.Ordinal), _look);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
