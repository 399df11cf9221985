namespace MedReason.Runs;

/// <summary>Keeps the batches of a run with their calls, the money that is set aside for them, and the rows that wait for them.</summary>
/// <remarks>
/// Every process that works on a run gathers calls and lets rows wait. One of them at a time leads (<see cref="TryLeadAsync"/>): it alone puts calls into
/// batches, moves batches on and settles their calls. A change is made as a whole or not at all, and is durable when its task completes. Safe for concurrent
/// use. Failures of the store are <see cref="RunException"/>.
/// </remarks>
public interface IBatchStore : IDisposable
{
    /// <summary>Takes the lead where no other living process has it, or keeps it.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether this process leads.</returns>
    Task<bool> TryLeadAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds the call of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The call; null where it was never made in a batch.</returns>
    Task<BatchCall?> FindCallAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads the reply of a settled call, whether it can be used again or not.</summary>
    /// <param name="key">The call's key.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The reply as <see cref="BatchOutcome.Reply"/> held it.</returns>
    Task<byte[]> ReadReplyAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks whether what a call came to, a reply of no use or a failure, is what a row gets that asks for it now. A row that goes through its work again
    /// has to come the same way; a row that has a result since, and is worked on again, asks anew.
    /// </summary>
    /// <param name="call">The call, which is settled, failed or refused.</param>
    /// <param name="ordinal">The row's place.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Whether the row gets it.</returns>
    Task<bool> HoldsForAsync(BatchCall call, long ordinal, CancellationToken cancellationToken = default);

    /// <summary>Records a call that waits for a batch, or that batches refuse, in place of what was on record of it.</summary>
    /// <param name="call">The call; its place, attempts, session and reservation are given by the store.</param>
    /// <param name="body">The body that is sent.</param>
    /// <returns>True when it was recorded; false when it waits for a batch or is in one already, gathered by another process.</returns>
    Task<bool> GatherAsync(BatchCall call, ReadOnlyMemory<byte> body);

    /// <summary>Counts the calls that <see cref="ReadGatheredAsync"/> reads.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Their number, and the sum of the lengths of their bodies in bytes.</returns>
    Task<(long Calls, long Length)> ReadGatheredSizeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the calls that wait for a batch, those left out that a session without batches has got a reply to since.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The calls, in the order in which they were gathered.</returns>
    IAsyncEnumerable<BatchCall> ReadGatheredAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the calls of a batch that have no end yet.</summary>
    /// <param name="batch">The batch's number.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The calls, in the order of their places.</returns>
    IAsyncEnumerable<BatchCall> ReadCallsAsync(long batch, CancellationToken cancellationToken = default);

    /// <summary>Reads what a batch sends.</summary>
    /// <param name="batch">The batch's number.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The keys and bodies of its calls that have no end yet, in the order of their places.</returns>
    IAsyncEnumerable<(string Key, byte[] Body)> ReadBodiesAsync(long batch, CancellationToken cancellationToken = default);

    /// <summary>Reads the batches that are not done.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The batches, in the order of their numbers.</returns>
    Task<IReadOnlyList<BatchEntry>> ReadOpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the provider's identifiers of all batches of the run.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The identifiers.</returns>
    Task<IReadOnlySet<string>> ReadRemotesAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts calls that wait into a new batch, and sets their money aside. Where the run's money never holds the first, the run ends.</summary>
    /// <param name="calls">The calls, each with what it may cost; the leading ones that the run's money holds are taken.</param>
    /// <returns>The batch, without a hash; null when the money that is left now holds none.</returns>
    Task<BatchEntry?> SealAsync(IReadOnlyList<BatchCall> calls);

    /// <summary>Records how far a batch is.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>A task that completes when it is durable.</returns>
    Task RecordAsync(BatchEntry batch);

    /// <summary>
    /// Records what calls of a batch came to: replies, money and states in one change. A call that is not in a batch any more is passed over. Rows whose calls
    /// have all come to their end can go on.
    /// </summary>
    /// <param name="outcomes">What became of each.</param>
    /// <returns>A task that completes when it is durable.</returns>
    Task SettleAsync(IReadOnlyList<BatchOutcome> outcomes);

    /// <summary>Records that a batch was refused as a whole before any of its requests was made, and that it is done.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="calls">Its calls, each with the reason why batches refuse it; null for those that wait for another batch.</param>
    /// <param name="countsAsAttempt">Whether those that wait for another batch have used up an attempt.</param>
    /// <returns>A task that completes when it is durable.</returns>
    Task DissolveAsync(BatchEntry batch, IReadOnlyList<(BatchCall Call, string? Refusal)> calls, bool countsAsAttempt);

    /// <summary>Records that a call which batches refuse has a reply, made live. Why they refuse it stays on record.</summary>
    /// <param name="call">The call.</param>
    /// <returns>A task that completes when it is durable.</returns>
    Task RecordLiveReplyAsync(BatchCall call);

    /// <summary>Puts a row aside until its calls have come to their end.</summary>
    /// <param name="ordinal">The row's place.</param>
    /// <param name="waits">What it waits for, each call once.</param>
    /// <returns>A task that completes when the row waits.</returns>
    Task WaitAsync(long ordinal, IReadOnlyCollection<BatchWait> waits);

    /// <summary>Checks whether a row that <see cref="IRunStore.ClaimRowsAsync"/> gave out waits. A shared store gives out no row that waits.</summary>
    /// <param name="ordinal">The row's place.</param>
    /// <returns>Whether it waits.</returns>
    bool IsWaiting(long ordinal);

    /// <summary>Lets rows go on whose calls have come to their end, or whose money may be there now.</summary>
    /// <param name="isIdle">
    /// Whether this process leads, and no call waits for a batch or is in one, so that nothing is left to wait for. A shared store ignores it.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The number of rows that can be worked on, in a folder those since the last call; and the number of those that wait, or that other processes work on.
    /// </returns>
    Task<(long Ready, long Waiting)> ReleaseAsync(bool isIdle, CancellationToken cancellationToken = default);
}
