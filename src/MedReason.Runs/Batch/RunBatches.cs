using System.Collections.Concurrent;
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
    private readonly IRunStore _run;
    private readonly IBatchStore _store;
    private readonly IBatchTransport _transport;
    private readonly RunBatchOptions _options;
    private readonly IRequestLedger _ledger;
    private readonly TimeProvider _time;
    private readonly BatchSubmission _submission;
    private readonly BatchSettlement _settlement;
    private readonly List<OpenBatch> _open = [];

    // Live calls that the cap had no room for. A call that batches refuse never waits for anything else.
    private readonly ConcurrentDictionary<string, bool> _short = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isLeading;
    private long _waiting;
    private DateTimeOffset _notBefore;
    private int _failures;

    /// <param name="owner">The run's client.</param>
    /// <param name="run">The run; not disposed.</param>
    /// <param name="ledger">The run's money, and what its requests come to.</param>
    /// <param name="client">The client; not disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="price">The model's price in a batch; null where it is unknown.</param>
    /// <param name="time">The clock.</param>
    public RunBatches(
        RunChatClient owner, IRunStore run, IRequestLedger ledger, IBatchChatClient client, RunBatchOptions options, ModelPrice? price, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.PollInterval, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRequests ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWaitingRows, 1, nameof(options));
        _owner = owner;
        _run = run;
        _store = run.OpenBatches(ledger, price);
        _transport = client.Transport;
        _options = options;
        _ledger = ledger;
        _time = time;
        Gathering = new BatchGathering(_store, client, options, price, time);
        _submission = new BatchSubmission(run.Place, _transport, _store, options, () => IsHeld, time);
        _settlement = new BatchSettlement(owner, _store, Gathering, client, options, price);
    }

    /// <summary>The calls that wait for a batch.</summary>
    public BatchGathering Gathering { get; }

    /// <summary>Whether no further row should begin before batches were moved on.</summary>
    public bool IsFull => Gathering.HasFullBatch || Interlocked.Read(ref _waiting) >= _options.MaxWaitingRows;

    /// <summary>Gets the state of the batches in a few words; null where none is under way.</summary>
    public string? Health
    {
        get
        {
            lock (_lock)
            {
                if (_run.IsShared && !_isLeading && Interlocked.Read(ref _waiting) is > 0 and var waiting)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"has {waiting:N0} questions under way, whose batches another worker leads");
                }

                long calls = _open.Sum(static batch => (long)batch.Entry.Count);
                long gathered = Gathering.Count;
                return _open.Count == 0 && gathered == 0 ? null : string.Create(
                    CultureInfo.InvariantCulture, $"has {_open.Count} batches of {calls:N0} calls under way, {gathered:N0} calls gathered");
            }
        }
    }

    private bool IsStopped => _owner.End is not null || _run.Steering.FindStop(_time.GetUtcNow()) is not null;

    // What was not asked of the provider yet is not asked while the run is stopped or paused, nor before a rest is over.
    private bool IsHeld => IsStopped || _run.Steering.IsPaused;

    private bool IsResting => _time.GetUtcNow() < _notBefore;

    private bool IsIdle => _isLeading && _open.Count == 0 && Gathering.Count == 0;

    public void Dispose() => _store.Dispose();

    /// <summary>Whether a row that the store gave out waits, and is passed over.</summary>
    public bool IsWaiting(long ordinal) => _store.IsWaiting(ordinal);

    /// <summary>Puts a row aside until its calls have come to their end.</summary>
    public async Task WaitAsync(long ordinal, IReadOnlyCollection<string> keys)
    {
        Interlocked.Increment(ref _waiting);
        await _store.WaitAsync(ordinal, [.. keys.Select(key => new BatchWait(key, _short.ContainsKey(key)))]).ConfigureAwait(false);
    }

    /// <summary>Notes that a call that batches refuse was answered live: whoever goes through its row again gets the same reply.</summary>
    public async Task KeepLiveReplyAsync(ModelCall call)
    {
        if (await _store.FindCallAsync(call.Key).ConfigureAwait(false) is { State: BatchCallState.Refused } refused)
        {
            await _store.RecordLiveReplyAsync(refused).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a live call, which the cap had no room for, be tried anew when the money has changed.</summary>
    public void WaitForMoney(ModelCall call) => _short[call.Key] = true;

    /// <summary>Moves batches on until rows need not wait any more, or further rows can begin.</summary>
    /// <param name="hasMoreRows">Whether there may be rows that have not begun.</param>
    /// <param name="cancellationToken">Cancels the waiting; what is under way stays on record.</param>
    /// <returns>Whether there are rows to work on; false where nothing is under way, or the run has to end.</returns>
    public async Task<bool> AdvanceAsync(bool hasMoreRows, CancellationToken cancellationToken)
    {
        bool isAnyReady = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await LeadAsync(cancellationToken).ConfigureAwait(false);
            if (_isLeading)
            {
                await SealAsync(hasMoreRows && Interlocked.Read(ref _waiting) < _options.MaxWaitingRows, cancellationToken).ConfigureAwait(false);
                foreach (OpenBatch batch in _open)
                {
                    await MoveOnAsync(batch, cancellationToken).ConfigureAwait(false);
                }

                lock (_lock)
                {
                    _open.RemoveAll(static batch => batch.Entry.Step == BatchStep.Done);
                }
            }

            (long ready, long waiting) = await _store.ReleaseAsync(IsIdle, cancellationToken).ConfigureAwait(false);
            Interlocked.Exchange(ref _waiting, waiting);
            if (IsStopped)
            {
                return false;
            }

            // As long as no further row may begin, a pass over the rows would come to nothing.
            isAnyReady |= ready > 0;
            if ((isAnyReady || hasMoreRows) && !IsFull)
            {
                return true;
            }

            if (waiting == 0 && (IsIdle || !_isLeading))
            {
                return false;
            }

            if (_open.Count > 0 || IsResting || _run.Steering.IsPaused || _run.IsShared)
            {
                await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes the lead where nobody has it, and with it the batches that are under way.</summary>
    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        bool wasLeading = _isLeading;
        _isLeading = await _store.TryLeadAsync(cancellationToken).ConfigureAwait(false);
        if (!wasLeading || _run.IsShared)
        {
            await Gathering.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_isLeading && !wasLeading)
        {
            IReadOnlyList<BatchEntry> open = await _store.ReadOpenAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _open.AddRange(open.Select(batch => new OpenBatch(_store, _options, batch) { IsUploadBegun = true }));
            }
        }
    }

    private async Task SealAsync(bool isMoreToCome, CancellationToken cancellationToken)
    {
        while (!IsHeld && !IsResting && await Gathering.SealAsync(isMoreToCome, _open.Count > 0, cancellationToken).ConfigureAwait(false) is { } batch)
        {
            lock (_lock)
            {
                _open.Add(new OpenBatch(_store, _options, batch));
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

            BatchStatus status = await _transport.GetAsync(batch.Entry.RemoteId!, cancellationToken).ConfigureAwait(false);
            await _options.ReachAsync(BatchPoint.Polled).ConfigureAwait(false);
            if (status.State == BatchState.Ended)
            {
                Stop(await _settlement.FetchAsync(batch, status, cancellationToken).ConfigureAwait(false));
            }
            else if (status.State == BatchState.Refused)
            {
                string why = $"{_transport.Provider} refused a batch ({(status.Codes.Count > 0 ? string.Join(", ", status.Codes) : status.Word)})";
                await DissolveAsync(batch, why, status.Lines, status.IsQueueFull, cancellationToken).ConfigureAwait(false);
                return;
            }

            _failures = 0;
            batch.MissingSince = null;
        }
        catch (BatchTransportException exception)
        {
            await HandleAsync(batch, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DissolveAsync(OpenBatch batch, string why, IReadOnlyList<int> lines, bool isQueueFull, CancellationToken cancellationToken)
    {
        await _settlement.DissolveAsync(batch, why, lines, isQueueFull, cancellationToken).ConfigureAwait(false);
        if (lines.Count == 0)
        {
            _failures++;
            Rest(wish: null);
        }
    }

    /// <summary>Decides what a failure of the provider's interface means for the run.</summary>
    private async Task HandleAsync(OpenBatch batch, BatchTransportException exception, CancellationToken cancellationToken)
    {
        _owner.Note(new RequestFailure { Summary = exception.Message });
        if (exception.IsNotFound && batch.Entry.Step == BatchStep.Submitted)
        {
            if (batch.IsMissingForLong(_time.GetUtcNow(), _time))
            {
                await _settlement.GiveUpAsync(batch, exception.Message, cancellationToken).ConfigureAwait(false);
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
            int[] all = [.. Enumerable.Range(1, batch.Entry.Count)];
            await DissolveAsync(batch, exception.Message, all, isQueueFull: false, cancellationToken).ConfigureAwait(false);
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
