using System.Globalization;

namespace MedReason.Runs;

/// <summary>
/// Brings the batches of a run from their calls to their replies. Whatever the provider is asked to do is on record before, and whatever it did after, so
/// that a process that dies between any two steps leaves all that the next one needs.
/// </summary>
/// <remarks>
/// Calls are gathered by many rows at once (<see cref="Gathering"/>); batches are moved on by one caller at a time, between two passes over the rows
/// (<see cref="AdvanceAsync"/>). A row that waits is not held in memory: it is worked on again when its calls have come to their end, and finds their replies
/// on record.
/// </remarks>
internal sealed class RunBatches : IDisposable
{
    private const int MaxFailuresInARow = 10;
    private const int MaxBackoff = 6;
    private readonly RunChatClient _owner;
    private readonly RunStore _store;
    private readonly IBatchTransport _transport;
    private readonly RunBatchOptions _options;
    private readonly RequestLedger _ledger;
    private readonly RunBudget _budget;
    private readonly TimeProvider _time;
    private readonly BatchTables _tables;
    private readonly BatchSubmission _submission;
    private readonly BatchSettlement _settlement;
    private readonly List<OpenBatch> _open;

    // Live calls that the cap had no room for, with the number of changes of the money before.
    private readonly Dictionary<string, long> _short = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private DateTimeOffset _notBefore;
    private int _failures;

    /// <param name="owner">The run's client.</param>
    /// <param name="store">The run; not disposed.</param>
    /// <param name="ledger">The run's money, and what its requests come to.</param>
    /// <param name="client">The client; not disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="price">The model's price in a batch; null where it is unknown.</param>
    /// <param name="time">The clock.</param>
    public RunBatches(
        RunChatClient owner, RunStore store, RequestLedger ledger, IBatchChatClient client, RunBatchOptions options, ModelPrice? price, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.PollInterval, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRequests ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWaitingRows, 1, nameof(options));
        _owner = owner;
        _store = store;
        _transport = client.Transport;
        _options = options;
        _ledger = ledger;
        _budget = ledger.Budget;
        _time = time;
        _tables = new BatchTables(store);
        Gathering = new BatchGathering(store, _tables, client, options, ledger, price, time);
        _submission = new BatchSubmission(_transport, _tables, options, () => IsHeld, time);
        _settlement = new BatchSettlement(owner, ledger, _tables, Gathering, Waits, client, options, price);
        _open = [.. _tables.ReadOpen().Select(batch => new OpenBatch(_tables, options, batch) { IsUploadBegun = true })];
        ledger.NeverWaits = true;
    }

    /// <summary>The calls that wait for a batch.</summary>
    public BatchGathering Gathering { get; }

    /// <summary>The rows that wait.</summary>
    public BatchWaits Waits { get; } = new();

    /// <summary>Whether no further row should begin before batches were moved on.</summary>
    public bool IsFull => Gathering.HasFullBatch || Waits.Count >= _options.MaxWaitingRows;

    /// <summary>Gets the state of the batches in a few words; null where none is under way.</summary>
    public string? Health
    {
        get
        {
            lock (_lock)
            {
                long calls = _open.Sum(static batch => (long)batch.Entry.Count);
                long gathered = Gathering.Count;
                return _open.Count == 0 && gathered == 0 ? null : string.Create(
                    CultureInfo.InvariantCulture, $"has {_open.Count} batches of {calls:N0} calls under way, {gathered:N0} calls gathered");
            }
        }
    }

    /// <summary>How often the run's money has changed, see <see cref="WaitForMoney"/>.</summary>
    public long MoneyChanges => _budget.Changes;

    private bool IsStopped => _owner.End is not null || _store.Steering.FindStop(_time.GetUtcNow()) is not null;

    // What was not asked of the provider yet is not asked while the run is stopped or paused, nor before a rest is over.
    private bool IsHeld => IsStopped || _store.Steering.IsPaused;

    private bool IsResting => _time.GetUtcNow() < _notBefore;

    public void Dispose() => _tables.Dispose();

    /// <summary>Notes that a call that batches refuse was answered live: whoever goes through its row again gets the same reply.</summary>
    public Task KeepLiveReplyAsync(ModelCall call) =>
        _tables.FindCall(call.Key) is { State: BatchCallState.Refused } refused ? _tables.KeepAsync(refused) : Task.CompletedTask;

    /// <summary>Lets a live call, which the cap had no room for, be tried anew when the money has changed since.</summary>
    public void WaitForMoney(ModelCall call, long changes)
    {
        lock (_lock)
        {
            _short[call.Key] = changes;
        }
    }

    /// <summary>Moves batches on until rows need not wait any more, or further rows can begin.</summary>
    /// <param name="hasMoreRows">Whether there may be rows that have not begun.</param>
    /// <param name="cancellationToken">Cancels the waiting; what is under way stays on record.</param>
    /// <returns>Whether there are rows to work on; false where nothing is under way, or the run has to end.</returns>
    public async Task<bool> AdvanceAsync(bool hasMoreRows, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SealAsync(hasMoreRows && Waits.Count < _options.MaxWaitingRows, cancellationToken).ConfigureAwait(false);
            long released = Waits.Released;
            foreach (OpenBatch batch in _open)
            {
                await MoveOnAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            lock (_lock)
            {
                _open.RemoveAll(static batch => batch.Entry.Step == BatchStep.Done);
                long changes = _budget.Changes;
                foreach (string key in _short.Where(entry => entry.Value != changes).Select(static entry => entry.Key).ToArray())
                {
                    _short.Remove(key);
                    Waits.Release(key);
                }
            }

            if (IsStopped)
            {
                return false;
            }

            if (Waits.Released > released || (hasMoreRows && !IsFull))
            {
                return true;
            }

            if (_open.Count == 0 && Gathering.Count == 0)
            {
                return false;
            }

            if (_open.Count > 0 || IsResting || _store.Steering.IsPaused)
            {
                await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SealAsync(bool isMoreToCome, CancellationToken cancellationToken)
    {
        while (!IsHeld && !IsResting && await Gathering.SealAsync(isMoreToCome, _open.Count > 0, cancellationToken).ConfigureAwait(false) is { } batch)
        {
            lock (_lock)
            {
                _open.Add(new OpenBatch(_tables, _options, batch));
            }

            await _options.ReachAsync(BatchPoint.Sealed).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a batch as far as it goes now.</summary>
    private async Task MoveOnAsync(OpenBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.Entry.Step < BatchStep.Submitted
                && (IsHeld || IsResting || !await _submission.SubmitAsync(batch, cancellationToken).ConfigureAwait(false)))
            {
                return;
            }

            BatchStatus status = await _transport.GetAsync(batch.Entry.Remote!, cancellationToken).ConfigureAwait(false);
            await _options.ReachAsync(BatchPoint.Polled).ConfigureAwait(false);
            if (status.State == BatchState.Ended)
            {
                Stop(await _settlement.FetchAsync(batch, status, cancellationToken).ConfigureAwait(false));
            }
            else if (status.State == BatchState.Refused)
            {
                string why = $"{_transport.Provider} refused a batch ({(status.Codes.Count > 0 ? string.Join(", ", status.Codes) : status.Word)})";
                await DissolveAsync(batch, why, status.Lines, status.IsQueueFull).ConfigureAwait(false);
                return;
            }

            _failures = 0;
            batch.MissingSince = null;
        }
        catch (BatchTransportException exception)
        {
            await HandleAsync(batch, exception).ConfigureAwait(false);
        }
    }

    private async Task DissolveAsync(OpenBatch batch, string why, IReadOnlyList<int> lines, bool isQueueFull)
    {
        await _settlement.DissolveAsync(batch, why, lines, isQueueFull).ConfigureAwait(false);
        if (lines.Count == 0)
        {
            _failures++;
            Rest(wish: null);
        }
    }

    /// <summary>Decides what a failure of the provider's interface means for the run.</summary>
    private async Task HandleAsync(OpenBatch batch, BatchTransportException exception)
    {
        _owner.Note(new RequestFailure { Summary = exception.Message });
        if (exception.IsNotFound && batch.Entry.Step == BatchStep.Submitted)
        {
            if (batch.IsMissingForLong(_time.GetUtcNow(), _time))
            {
                await _settlement.GiveUpAsync(batch, exception.Message).ConfigureAwait(false);
            }

            return;
        }

        if (exception.IsTransient && ++_failures < MaxFailuresInARow)
        {
            Rest(exception.RetryAfter);
            return;
        }

        if (!exception.IsTransient && !exception.IsUnauthorized && _options.AllowsLiveCalls && batch.Entry.Step < BatchStep.Submitting)
        {
            await DissolveAsync(batch, exception.Message, [.. Enumerable.Range(1, batch.Entry.Count)], isQueueFull: false).ConfigureAwait(false);
            return;
        }

        Stop(exception.IsTransient
            ? string.Create(CultureInfo.InvariantCulture, $"{_failures} calls of the batch interface in a row failed: {exception.Message}")
            : exception.Message);
    }

    private void Stop(string? reason)
    {
        if (reason is not null)
        {
            _ledger.Stop(new RunStop(RunEndCause.ProviderFailing, reason));
        }
    }

    private void Rest(TimeSpan? wish)
    {
        TimeSpan wait = _options.PollInterval * (1 << Math.Min(_failures, MaxBackoff));
        _notBefore = _time.GetUtcNow() + (wish > wait ? wish.Value : wait);
    }
}
