namespace MedReason.Runs;

/// <summary>
/// Keeps a run for those who work on it: rows, requests to models with their replies, results, and how the run is steered. Each is durable before anything
/// builds on it.
/// </summary>
/// <remarks>
/// <see cref="RunStore"/> is a folder for one process. A shared store is worked on by several processes at once, each with an instance of its own:
/// a row is given to one of them at a time, and money and rates are one sum over all. <see cref="RunEngine"/> and <see cref="RunChatClient"/> work with either.
/// Safe for concurrent use. Failures of the store are <see cref="RunException"/>.
/// </remarks>
public interface IRunStore : IAsyncDisposable
{
    /// <summary>Gets where the run is, in words that hold no secret: a folder, or an address without its password.</summary>
    string Place { get; }

    /// <summary>Gets what the run is of.</summary>
    RunConfiguration Configuration { get; }

    /// <summary>Gets a value indicating whether several processes may work on the run, so that rates are kept by <see cref="IRequestLedger"/>.</summary>
    bool IsShared { get; }

    /// <summary>Gets how the run is steered, as this process last saw it.</summary>
    RunSteering Steering { get; }

    /// <summary>Gets the reason why nothing more is written; null as long as the store works.</summary>
    RunException? Failure { get; }

    /// <summary>Gets a token that is cancelled when nothing more is written.</summary>
    CancellationToken Failed { get; }

    /// <summary>Takes over the rows of the input; does nothing where the run has all its rows.</summary>
    /// <param name="rows">The rows, in input order; read as they are written.</param>
    /// <param name="cancellationToken">Cancels the work; the rows are taken over anew another time.</param>
    /// <returns>A task that completes when all rows are durable.</returns>
    /// <exception cref="RunException">An id appears twice, or the rows cannot be written.</exception>
    Task AddRowsAsync(IAsyncEnumerable<RunRow> rows, CancellationToken cancellationToken = default);

    /// <summary>Lets rows that were finished before be worked on again; until then their results stay.</summary>
    /// <param name="what">An outcome such as <c>failed</c>, or a reason such as <see cref="ReasonCodes.ModelOutput"/>.</param>
    /// <returns>The number of rows that are worked on again.</returns>
    Task<long> RetryAsync(string what);

    /// <summary>Counts rows and results.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The counts.</returns>
    Task<RunCounts> ReadCountsAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives out rows that are to be worked on, each to one worker at a time.</summary>
    /// <param name="every">Only rows whose ordinal is a multiple of this.</param>
    /// <param name="includeDeferred">Whether rows that were put off are given out too.</param>
    /// <param name="cancellationToken">Cancels the waiting for rows.</param>
    /// <returns>
    /// The rows, in input order as far as they are free. The enumeration of a shared store waits for rows that other workers hold, and ends when each has a
    /// result or was put off.
    /// </returns>
    IAsyncEnumerable<RunRow> ClaimRowsAsync(long every, bool includeDeferred, CancellationToken cancellationToken = default);

    /// <summary>Records the result of a row, in place of an earlier one.</summary>
    /// <param name="ordinal">The row's place.</param>
    /// <param name="result">The result.</param>
    /// <returns>True when it is durable; false when the row was given to another worker since, whose result counts.</returns>
    Task<bool> RecordResultAsync(long ordinal, RunResult result);

    /// <summary>Gives a row back without a result.</summary>
    /// <param name="ordinal">The row's place.</param>
    /// <param name="isDeferred">Whether it is put off until other rows are done.</param>
    /// <returns>A task that completes when another worker may take it.</returns>
    Task ReleaseRowAsync(long ordinal, bool isDeferred);

    /// <summary>Finds the reply that was kept for a call.</summary>
    /// <param name="key">The call's key.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The reply as <see cref="RequestAnswer.Reply"/> held it; null when there is no usable one.</returns>
    ValueTask<byte[]?> FindReplyAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Records that a kept reply turned out to be of no use.</summary>
    /// <param name="key">The call's key.</param>
    /// <returns>A task that completes when it is durable.</returns>
    Task RejectReplyAsync(string key);

    /// <summary>
    /// Gets the number of batches that are under way, as this process last saw it. The provider may make and bill their requests, which a session without
    /// batches would make again.
    /// </summary>
    /// <exception cref="RunException">The store cannot be read.</exception>
    long OpenBatchCount { get; }

    /// <summary>Opens the record of requests for the one client of this process.</summary>
    /// <param name="options">Rates and money.</param>
    /// <param name="price">The price of the model; null where it is unknown, and then no money is counted.</param>
    /// <returns>The ledger; it lives as long as the store.</returns>
    IRequestLedger OpenLedger(RunFlowOptions options, ModelPrice? price);

    /// <summary>Opens the record of calls in batches for the one client of this process.</summary>
    /// <param name="ledger">
    /// What <see cref="OpenLedger"/> returned. From now on it refuses a request that does not fit under the cap, and does not let it wait.
    /// </param>
    /// <param name="price">The price of the model in a batch; null where it is unknown.</param>
    /// <returns>The batches; disposed before the store.</returns>
    /// <exception cref="ArgumentException">The ledger is not of this store.</exception>
    /// <exception cref="RunException">Batches are on record and cannot be read.</exception>
    IBatchStore OpenBatches(IRequestLedger ledger, ModelPrice? price);
}
