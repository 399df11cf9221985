using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>
/// Gathers the calls of a run into batches, and brings each batch from its calls to their replies. Whatever the provider is asked to do is on record before,
/// and whatever it did after, so that a process that dies between any two steps leaves all that the next one needs.
/// </summary>
/// <remarks>
/// Calls are gathered by many rows at once (<see cref="AskAsync"/>); batches are moved on by one caller at a time, between two passes over the rows
/// (<see cref="AdvanceAsync"/>). A row that waits is not held in memory: it is worked on again when its calls have come to their end, and finds their replies
/// on record.
/// </remarks>
internal sealed class RunBatches : IDisposable
{
    private const int MaxFailuresInARow = 10;
    private const int MaxBackoff = 6;
    private const int SettlesAtOnce = 256;
    private const int LeastAlike = 10;
    private readonly RunChatClient _owner;
    private readonly RunStore _store;
    private readonly IBatchChatClient _client;
    private readonly IBatchTransport _transport;
    private readonly RunBatchOptions _options;
    private readonly RequestLedger _ledger;
    private readonly RunBudget _budget;
    private readonly ModelPrice? _price;
    private readonly TimeProvider _time;
    private readonly BatchTables _tables;
    private readonly List<BatchEntry> _open;
    private readonly HashSet<long> _begun;

    // Batches that the provider did not know when it was asked, with the time of the first such answer in this session.
    private readonly Dictionary<long, DateTimeOffset> _missing = [];
    private readonly HashSet<long> _uploadedAgain = [];

    // Live calls that the cap had no room for, with the number of changes of the money before.
    private readonly Dictionary<string, long> _short = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _maxRequests;
    private long _gathered;
    private long _gatheredLength;
    private DateTimeOffset _lastGathered;
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
        _client = client;
        _transport = client.Transport;
        _options = options;
        _ledger = ledger;
        _budget = ledger.Budget;
        _price = price;
        _time = time;
        _maxRequests = Math.Min(options.MaxRequests ?? int.MaxValue, _transport.Limits.Requests);
        _tables = new BatchTables(store);
        (_gathered, long length, long reserved) = _tables.ReadSums(ReservedFor);
        _gatheredLength = length + (_gathered * _transport.Form.LengthOf(0, KeyLength));
        _open = [.. _tables.ReadOpen()];
        _begun = [.. _open.Select(static batch => batch.Id)];
        _budget.Hold(reserved);
        ledger.NeverWaits = true;
    }

    /// <summary>The rows that wait.</summary>
    public BatchWaits Waits { get; } = new();

    /// <summary>Whether no further row should begin before batches were moved on.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return HasFullBatch || Waits.Count >= _options.MaxWaitingRows;
            }
        }
    }

    /// <summary>Gets the state of the batches in a few words; null where none is under way.</summary>
    public string? Health
    {
        get
        {
            lock (_lock)
            {
                long calls = _open.Sum(static batch => (long)batch.Count);
                return _open.Count == 0 && _gathered == 0 ? null : string.Create(
                    CultureInfo.InvariantCulture, $"has {_open.Count} batches of {calls:N0} calls under way, {_gathered:N0} calls gathered");
            }
        }
    }

    // A key is the hexadecimal SHA-256 of what is asked.
    private static int KeyLength => 2 * SHA256.HashSizeInBytes;

    private bool IsStopped => _owner.End is not null || _store.Steering.FindStop(_time.GetUtcNow()) is not null;

    // What was not asked of the provider yet is not asked while the run is stopped or paused.
    private bool IsHeld => IsStopped || _store.Steering.IsPaused;

    private bool HasFullBatch => _gathered >= _maxRequests || _gatheredLength >= _transport.Limits.Bytes;

    public void Dispose() => _tables.Dispose();

    /// <summary>Answers a call that has no reply that can be used again, or gathers it.</summary>
    public async Task<BatchAnswer> AskAsync(
        ModelCall call, IReadOnlyList<ChatMessage> messages, ChatOptions? options, int? maxOutputTokens, CancellationToken cancellationToken)
    {
        switch (_tables.FindCall(call.Key))
        {
            case { State: BatchCallState.Gathered or BatchCallState.InBatch }:
                return default;
            case { State: BatchCallState.Settled } settled when IsForThisGo(settled):
                return new BatchAnswer(Reply: RecordedReply.FromUtf8(_tables.ReadReply(call.Key)));
            case { State: BatchCallState.Refused } when _options.AllowsLiveCalls:
                return new BatchAnswer(IsLive: true);
            case { State: BatchCallState.Failed or BatchCallState.Refused } failed when failed.Session == _store.Session:
                return new BatchAnswer(Failure: failed.Failure ?? string.Empty);
        }

        ReadOnlyMemory<byte> body = OnOneLine(await _client.WriteAsync(messages, options, cancellationToken).ConfigureAwait(false));
        long length = _transport.Form.LengthOf(body.Length, KeyLength);
        bool fits = length + _transport.Form.Head.Length + _transport.Form.Tail.Length <= _transport.Limits.Bytes;
        string? refusal = fits ? null : "a request is longer than a batch may be";
        await _tables.GatherAsync(call, maxOutputTokens, body, refusal).ConfigureAwait(false);
        if (refusal is not null)
        {
            return _options.AllowsLiveCalls ? new BatchAnswer(IsLive: true) : new BatchAnswer(Failure: refusal);
        }

        lock (_lock)
        {
            _gathered++;
            _gatheredLength += length;
            _lastGathered = _time.GetUtcNow();
        }

        await ReachAsync(BatchPoint.Gathered).ConfigureAwait(false);
        return default;
    }

    /// <summary>Notes that a call that batches refuse was answered live: whoever goes through its row again gets the same reply.</summary>
    public Task KeepLiveReplyAsync(ModelCall call) =>
        _tables.FindCall(call.Key) is { State: BatchCallState.Refused } refused ? _tables.KeepAsync(refused) : Task.CompletedTask;

    /// <summary>How often the run's money has changed, see <see cref="WaitForMoney"/>.</summary>
    public long MoneyChanges => _budget.Changes;

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
            bool hasRoom = hasMoreRows && Waits.Count < _options.MaxWaitingRows;
            await SealAsync(hasRoom, cancellationToken).ConfigureAwait(false);
            long released = Waits.Released;
            for (int index = 0; index < _open.Count; index++)
            {
                await MoveOnAsync(index, cancellationToken).ConfigureAwait(false);
            }

            lock (_lock)
            {
                _open.RemoveAll(static batch => batch.Step == BatchStep.Done);
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

            if (_open.Count == 0 && _gathered == 0)
            {
                return false;
            }

            if (_open.Count > 0 || _time.GetUtcNow() < _notBefore || _store.Steering.IsPaused)
            {
                await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A reply of no use is the reply of its row as long as the row has no result since: whoever goes through the row again must come the same way.
    private bool IsForThisGo(BatchCall settled) =>
        RunRowScope.Current is { } scope && (_tables.FindResultSession(scope.Ordinal) is not { } session || session < settled.Session);

    /// <summary>Puts calls that wait into batches, those that are full and, where no more is to come soon, the rest.</summary>
    private async Task SealAsync(bool isMoreToCome, CancellationToken cancellationToken)
    {
        while (_gathered > 0 && !IsHeld && _time.GetUtcNow() is var now && now >= _notBefore
            && (HasFullBatch || (!isMoreToCome && (_open.Count == 0 || now - _lastGathered >= _options.QuietInterval))))
        {
            var calls = new List<(long Place, long? Reserved)>();
            long length = _transport.Form.Head.Length + _transport.Form.Tail.Length;
            long bodies = 0;
            long reserved = 0;
            foreach (BatchCall call in _tables.ReadGathered())
            {
                long more = _transport.Form.LengthOf(call.Length, KeyLength);
                long worst = _price?.WorstCase(call.MaxInputTokens, call.MaxOutputTokens) ?? 0;
                if (calls.Count == _maxRequests || length + more > _transport.Limits.Bytes || !_budget.TryReserve(worst))
                {
                    break;
                }

                calls.Add((call.Place, _price is null ? null : worst));
                length += more;
                bodies += more;
                reserved = Money.Add(reserved, worst);
            }

            if (calls.Count == 0)
            {
                // What is left of the cap holds no further call. Batches under way may give some of it back.
                return;
            }

            await SealAsync(calls, bodies, now, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SealAsync(List<(long Place, long? Reserved)> calls, long length, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (string hash, long written) = await _tables.HashFileAsync(_transport.Form, calls[^1].Place, cancellationToken).ConfigureAwait(false);
        long id = _tables.NextBatch();
        string run = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFullPath(_store.Folder)} {_store.Session} {now.UtcTicks}"))))[..16];
        var batch = new BatchEntry
        {
            Id = id,
            Step = BatchStep.Sealed,
            Tag = string.Create(CultureInfo.InvariantCulture, $"{hash}-{run}-{id}"),
            Hash = hash,
            Count = calls.Count,
            Length = written,
        };
        await _tables.SealAsync(batch, calls).ConfigureAwait(false);
        lock (_lock)
        {
            _open.Add(batch);
            _gathered -= calls.Count;
            _gatheredLength -= length;
        }

        await ReachAsync(BatchPoint.Sealed).ConfigureAwait(false);
    }

    /// <summary>Takes a batch as far as it goes now.</summary>
    private async Task MoveOnAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            if (_open[index].Step < BatchStep.Submitted
                && (IsHeld || _time.GetUtcNow() < _notBefore || !await SubmitAsync(index, cancellationToken).ConfigureAwait(false)))
            {
                return;
            }

            BatchEntry batch = _open[index];
            BatchStatus status = await _transport.GetAsync(batch.Remote!, cancellationToken).ConfigureAwait(false);
            await ReachAsync(BatchPoint.Polled).ConfigureAwait(false);
            if (status.State == BatchState.Ended)
            {
                await FetchAsync(index, status, cancellationToken).ConfigureAwait(false);
            }
            else if (status.State == BatchState.Refused)
            {
                await DissolveAsync(index, status).ConfigureAwait(false);
                return;
            }

            _failures = 0;
            _missing.Remove(batch.Id);
        }
        catch (BatchTransportException exception)
        {
            await HandleAsync(index, exception).ConfigureAwait(false);
        }
    }

    /// <summary>Uploads and submits a batch, unless that was done before.</summary>
    private async Task<bool> SubmitAsync(int index, CancellationToken cancellationToken)
    {
        BatchEntry batch = _open[index];
        var file = new BatchFile(batch.Tag, batch.Count, batch.Length, (stream, token) =>
            _tables.WriteFileAsync(_transport.Form, batch.Id, long.MaxValue, stream, token));
        if (batch.Step == BatchStep.Sealed && _transport.HasFiles)
        {
            // Add says whether an upload was begun before, whose end is not on record.
            string? fileId = _begun.Add(batch.Id) ? null : await _transport.FindFileAsync(batch.Tag, cancellationToken).ConfigureAwait(false);
            if (fileId is null)
            {
                fileId = await _transport.UploadAsync(file, cancellationToken).ConfigureAwait(false);
                await ReachAsync(BatchPoint.Sent).ConfigureAwait(false);
            }

            batch = await SetAsync(index, batch with { Step = BatchStep.Uploaded, File = fileId }, BatchPoint.Uploaded).ConfigureAwait(false);
        }

        if (IsHeld)
        {
            return false;
        }

        BatchStatus? status = null;
        if (batch.Step == BatchStep.Submitting)
        {
            (status, bool isDecided) = await FindAsync(batch, cancellationToken).ConfigureAwait(false);
            if (!isDecided)
            {
                return false;
            }
        }

        _missing.Remove(batch.Id);
        if (status is null)
        {
            batch = await SetAsync(index, batch with { Step = BatchStep.Submitting, Since = _time.GetUtcNow() }, BatchPoint.Submitting).ConfigureAwait(false);
            try
            {
                status = await _transport.SubmitAsync(file, batch.File, cancellationToken).ConfigureAwait(false);
            }
            catch (BatchTransportException exception) when (!exception.MayHaveArrived)
            {
                batch = await SetAsync(
                    index, batch with { Step = batch.File is null ? BatchStep.Sealed : BatchStep.Uploaded, Since = null }, point: null).ConfigureAwait(false);
                if (!exception.IsTransient && !exception.IsUnauthorized && await IsFileGoneAsync(batch, cancellationToken).ConfigureAwait(false))
                {
                    await SetAsync(index, batch with { Step = BatchStep.Sealed, File = null }, point: null).ConfigureAwait(false);
                    throw new BatchTransportException(exception.Message) { IsTransient = true };
                }

                throw;
            }

            await ReachAsync(BatchPoint.Arrived).ConfigureAwait(false);
        }

        await SetAsync(index, batch with { Step = BatchStep.Submitted, Remote = status.Id }, BatchPoint.Submitted).ConfigureAwait(false);
        return true;
    }

    // Once for each batch: a provider that keeps losing it is not given it for ever.
    private async Task<bool> IsFileGoneAsync(BatchEntry batch, CancellationToken cancellationToken) =>
        batch.File is not null && !_uploadedAgain.Contains(batch.Id)
            && await _transport.FindFileAsync(batch.Tag, cancellationToken).ConfigureAwait(false) is null && _uploadedAgain.Add(batch.Id);

    /// <summary>Finds out what became of a submission whose end is not on record.</summary>
    /// <returns>The batch, or null where it never arrived; and whether that is certain yet.</returns>
    private async Task<(BatchStatus? Batch, bool IsDecided)> FindAsync(BatchEntry batch, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset since = batch.Since ?? now;
        IReadOnlyList<BatchStatus> found = await _transport.FindAsync(
            new BatchTicket { Tag = batch.Tag, Count = batch.Count, Since = since, Others = _tables.ReadRemotes() }, cancellationToken).ConfigureAwait(false);
        bool isOpen = false;
        foreach (BatchStatus candidate in found)
        {
            if (candidate.IsNamed || (candidate.State == BatchState.Ended && await IsOfAsync(batch, candidate, cancellationToken).ConfigureAwait(false)))
            {
                return (candidate, true);
            }

            isOpen |= candidate.State == BatchState.InProgress;
        }

        return (null, IsMissingForLong(batch.Id, now) && !isOpen);
    }

    // A provider may lag behind what was submitted. A transfer may have taken any time, so that its start says nothing.
    private bool IsMissingForLong(long batch, DateTimeOffset asked)
    {
        if (_missing.TryGetValue(batch, out DateTimeOffset first))
        {
            return asked - first >= _options.SubmissionGrace;
        }

        _missing.Add(batch, _time.GetUtcNow());
        return false;
    }

    // Identifiers are hashes of what is asked, and no other batch has most of them.
    private async Task<bool> IsOfAsync(BatchEntry batch, BatchStatus candidate, CancellationToken cancellationToken)
    {
        var missing = _tables.ReadCallsOf(batch.Id).Select(static call => call.Key).ToHashSet(StringComparer.Ordinal);
        await foreach (BatchResult result in _transport.ReadResultsAsync(candidate, cancellationToken).ConfigureAwait(false))
        {
            missing.Remove(result.CustomId);
        }

        return missing.Count < batch.Count - missing.Count;
    }

    /// <summary>Records what became of each request of a batch.</summary>
    private async Task FetchAsync(int index, BatchStatus status, CancellationToken cancellationToken)
    {
        BatchEntry batch = _open[index];
        var tally = new FetchTally();
        var open = _tables.ReadCallsOf(batch.Id).Select(static call => call.Key).ToHashSet(StringComparer.Ordinal);
        var settling = new List<Task>();
        try
        {
            await foreach (BatchResult result in _transport.ReadResultsAsync(status, cancellationToken).ConfigureAwait(false))
            {
                // What was recorded before, what is sent twice and what was never asked is passed over.
                if (!open.Remove(result.CustomId) || _tables.FindCall(result.CustomId) is not { State: BatchCallState.InBatch } call)
                {
                    continue;
                }

                await ReachAsync(BatchPoint.Fetched).ConfigureAwait(false);
                BatchReply reply = result.Status is { } code
                    ? await _client.ReadAsync(code, result.Body, cancellationToken).ConfigureAwait(false)
                    : new BatchReply { Failure = Failure(result.Code ?? "no_response", isTransient: true) };
                settling.Add(SettleAsync(call, reply, tally, mayRepeat: !status.IsCancelled));
                if (settling.Count >= SettlesAtOnce)
                {
                    await Task.WhenAll(settling).ConfigureAwait(false);
                    settling.Clear();
                    await ReachAsync(BatchPoint.Settled).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // What was begun is on record before the results are read again, whatever broke off.
            await Task.WhenAll(settling).ConfigureAwait(false);
        }

        await ReachAsync(BatchPoint.Settled).ConfigureAwait(false);
        foreach (string key in open)
        {
            if (_tables.FindCall(key) is { State: BatchCallState.InBatch } call)
            {
                RequestFailure failure = Failure(status.IsCancelled ? "cancelled" : "no_result", isTransient: true, mayBeBilled: true);
                await SettleAsync(call, new BatchReply { Failure = failure }, tally, mayRepeat: !status.IsCancelled).ConfigureAwait(false);
            }
        }

        await ReachAsync(BatchPoint.Emptied).ConfigureAwait(false);
        await SetAsync(index, batch with { Step = BatchStep.Done }, point: null).ConfigureAwait(false);
        if (tally.Replies == 0 && tally.Failed >= LeastAlike && tally is { Summary: { } summary, IsTransient: false } && !_options.AllowsLiveCalls)
        {
            Stop(string.Create(CultureInfo.InvariantCulture, $"all {tally.Failed} calls of a batch ended alike: {summary}"));
        }

        RequestFailure Failure(string code, bool isTransient, bool mayBeBilled = false) =>
            new() { Summary = $"{_transport.Provider} batch: {code}", IsTransient = isTransient, MayBeBilled = mayBeBilled };
    }

    // A batch that was begun without prices has nothing set aside on record, and counts with its worst case since prices are known.
    private long ReservedFor(BatchCall call) => call.Reserved ?? _price?.WorstCase(call.MaxInputTokens, call.MaxOutputTokens) ?? 0;

    private Task SettleAsync(BatchCall call, BatchReply reply, FetchTally tally, bool mayRepeat)
    {
        tally.Add(reply.Failure);
        return reply.Reply is { } answered ? AnswerAsync(call, answered) : FailAsync(call, reply.Failure!, mayRepeat);
    }

    private async Task AnswerAsync(BatchCall call, ChatResponse answered)
    {
        var usage = ReplyUsage.Read(answered, call.MaxInputTokens);
        bool isBeyond = _owner.CheckLimit(answered, call.MaxOutputTokens);
        bool isCertain = usage.IsCertain && !isBeyond;
        long reserved = ReservedFor(call);
        long cost = _price is { } price && isCertain ? price.Cost(usage) : reserved;
        var recorded = RecordedReply.Of(answered, usage.IsCertain);
        bool isKept;
        try
        {
            isKept = await _tables.SettleAsync(call, _price is null ? null : cost, isBeyond ? default : usage, recorded.ToUtf8(), recorded.IsComplete)
                .ConfigureAwait(false);
        }
        finally
        {
            _budget.Settle(reserved, cost);
        }

        _ledger.CountReply(isCertain ? usage : default, cost, isKept && recorded.IsComplete);
        RunTelemetry.Answered(call.Attempts > 0, cost);
        Waits.Release(call.Key);
    }

    // Who cancelled a batch wants its calls made no more, neither in another batch nor live.
    private BatchCallState StateAfter(BatchCall call, RequestFailure failure, bool mayRepeat) =>
        !mayRepeat ? BatchCallState.Failed
        : !failure.IsTransient || (call.Attempts + 1 >= _options.MaxAttempts && _options.AllowsLiveCalls) ? BatchCallState.Refused
        : call.Attempts + 1 < _options.MaxAttempts ? BatchCallState.Gathered
        : BatchCallState.Failed;

    private async Task FailAsync(BatchCall call, RequestFailure failure, bool mayRepeat)
    {
        long reserved = ReservedFor(call);
        long amount = failure.MayBeBilled ? reserved : 0;
        BatchCallState state = StateAfter(call, failure, mayRepeat);

        try
        {
            await _tables.FailAsync(call, _price is null ? null : amount, failure.MayBeBilled, failure.Summary, state, countsAsAttempt: true)
                .ConfigureAwait(false);
        }
        finally
        {
            _budget.Settle(reserved, amount);
        }

        _owner.Note(failure);
        _ledger.CountFailure(failure, amount);
        RunTelemetry.Failed(call.Attempts > 0, failure, amount);
        if (state == BatchCallState.Gathered)
        {
            CountGathered(call);
        }
        else
        {
            Waits.Release(call.Key);
        }
    }

    /// <summary>Takes a batch apart that was refused as a whole: those of its calls that are named are refused, the others wait for another batch.</summary>
    private Task DissolveAsync(int index, BatchStatus status)
    {
        string why = $"{_transport.Provider} refused a batch ({(status.Codes.Count > 0 ? string.Join(", ", status.Codes) : status.Word)})";
        return DissolveAsync(index, why, status.Lines, status.IsQueueFull);
    }

    private async Task DissolveAsync(int index, string why, IReadOnlyList<int> lines, bool isQueueFull)
    {
        BatchEntry batch = _open[index];
        HashSet<int> named = [.. lines];

        // A queue that is full takes a smaller batch, or the same one later; anything else is no better another time.
        bool isSmaller = isQueueFull && batch.Count > 1;
        var calls = new List<(BatchCall Call, string? Refusal)>();
        foreach (BatchCall call in _tables.ReadCallsOf(batch.Id))
        {
            bool isRefused = named.Contains(calls.Count + 1) || (named.Count == 0 && !isSmaller && call.Attempts + 1 >= _options.MaxAttempts);
            calls.Add((call, isRefused ? why : null));
        }

        await _tables.DissolveAsync(batch, calls, countsAsAttempt: !isSmaller && named.Count == 0).ConfigureAwait(false);
        _open[index] = batch with { Step = BatchStep.Done };
        _owner.Note(new RequestFailure { Summary = why });
        foreach ((BatchCall call, string? refusal) in calls)
        {
            _budget.Settle(ReservedFor(call), 0);
            if (refusal is null)
            {
                CountGathered(call);
            }
            else
            {
                Waits.Release(call.Key);
            }
        }

        if (isSmaller)
        {
            _maxRequests = Math.Max(1, batch.Count / 2);
        }

        if (named.Count == 0)
        {
            _failures++;
            Rest(wish: null);
        }
    }

    /// <summary>Decides what a failure of the provider's interface means for the run.</summary>
    private async Task HandleAsync(int index, BatchTransportException exception)
    {
        _owner.Note(new RequestFailure { Summary = exception.Message });
        if (exception.IsNotFound && _open[index].Step == BatchStep.Submitted)
        {
            await HandleMissingAsync(index, exception).ConfigureAwait(false);
            return;
        }

        if (exception.IsTransient && ++_failures < MaxFailuresInARow)
        {
            Rest(exception.RetryAfter);
            return;
        }

        if (!exception.IsTransient && !exception.IsUnauthorized && _options.AllowsLiveCalls && _open[index].Step < BatchStep.Submitting)
        {
            int[] all = [.. Enumerable.Range(1, _open[index].Count)];
            await DissolveAsync(index, exception.Message, all, isQueueFull: false).ConfigureAwait(false);
            return;
        }

        Stop(exception.IsTransient
            ? string.Create(CultureInfo.InvariantCulture, $"{_failures} calls of the batch interface in a row failed: {exception.Message}")
            : exception.Message);
    }

    /// <summary>Gives up a batch that the provider does not know any more, or whose results it does not keep any more.</summary>
    private async Task HandleMissingAsync(int index, BatchTransportException exception)
    {
        BatchEntry batch = _open[index];
        if (!IsMissingForLong(batch.Id, _time.GetUtcNow()))
        {
            return;
        }

        var tally = new FetchTally();
        var failure = new RequestFailure { Summary = exception.Message, MayBeBilled = true };
        foreach (BatchCall call in _tables.ReadCallsOf(batch.Id))
        {
            await SettleAsync(call, new BatchReply { Failure = failure }, tally, mayRepeat: true).ConfigureAwait(false);
        }

        await SetAsync(index, batch with { Step = BatchStep.Done }, point: null).ConfigureAwait(false);
    }

    private void Stop(string reason) => _ledger.Stop(new RunStop(RunEndCause.ProviderFailing, reason));

    private void Rest(TimeSpan? wish)
    {
        TimeSpan wait = _options.PollInterval * (1 << Math.Min(_failures, MaxBackoff));
        _notBefore = _time.GetUtcNow() + (wish > wait ? wish.Value : wait);
    }

    private void CountGathered(BatchCall call)
    {
        lock (_lock)
        {
            _gathered++;
            _gatheredLength += _transport.Form.LengthOf(call.Length, KeyLength);
        }
    }

    private async Task<BatchEntry> SetAsync(int index, BatchEntry batch, BatchPoint? point)
    {
        await _tables.SetAsync(batch).ConfigureAwait(false);
        _open[index] = batch;
        if (point is { } reached)
        {
            await ReachAsync(reached).ConfigureAwait(false);
        }

        return batch;
    }

    private Task ReachAsync(BatchPoint point) => _options.OnPoint?.Invoke(point) ?? Task.CompletedTask;

    // A request is a line of its file. In JSON a line break stands between values alone, and says nothing.
    private static ReadOnlyMemory<byte> OnOneLine(ReadOnlyMemory<byte> body) =>
        body.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0 ? body : Array.FindAll(body.ToArray(), static one => one is not ((byte)'\n' or (byte)'\r'));

    /// <summary>What the results of a batch came to.</summary>
    private sealed class FetchTally
    {
        public int Replies { get; private set; }

        public int Failed { get; private set; }

        /// <summary>Why requests failed, where all failed alike; else null.</summary>
        public string? Summary { get; private set; }

        public bool IsTransient { get; private set; }

        public void Add(RequestFailure? failure)
        {
            if (failure is null)
            {
                Replies++;
                return;
            }

            Failed++;
            Summary = Failed == 1 || Summary == failure.Summary ? failure.Summary : null;
            IsTransient |= failure.IsTransient;
        }
    }
}
