namespace MedReason.Runs.Tests;

/// <summary>A run whose ledger a schedule plays on, one session at a time.</summary>
internal interface ILedgerHost : IAsyncDisposable
{
    /// <summary>Gets a value indicating whether the ledger itself answers a call whose reply is on record; else its caller looks first.</summary>
    bool FindsReplies { get; }

    /// <summary>Gets a value indicating whether what can never fit is refused while money is set aside; else when none is.</summary>
    bool RefusesEarly { get; }

    /// <summary>Gets a value indicating whether sessions with and without prices may follow each other.</summary>
    bool ChangesPrices { get; }

    /// <summary>Gets a value indicating whether <see cref="IRequestLedger.Spending"/> shows each change at once.</summary>
    bool CountsAtOnce { get; }

    /// <summary>Gets the number under which the requests of the session are on record, beside their own.</summary>
    long Worker { get; }

    /// <summary>Begins a session.</summary>
    Task<IRequestLedger> OpenAsync(RunFlowOptions options, ModelPrice? price);

    /// <summary>Ends the session.</summary>
    /// <param name="isCrash">Whether its process is killed; else it leaves, with whatever is open.</param>
    Task CloseAsync(bool isCrash);

    /// <summary>Steers the run to a cap, in dollars; null for that of the session.</summary>
    Task RetuneAsync(decimal? cap);

    /// <summary>Keeps a reply from being used again.</summary>
    Task RejectAsync(string key);

    /// <summary>Reads every request as it is on record, in the order of worker and number.</summary>
    Task<IReadOnlyList<LedgerRow>> ReadRowsAsync();

    /// <summary>Reads what is on record in sum, open requests included.</summary>
    Task<RunSpending> ReadSpendingAsync();
}
