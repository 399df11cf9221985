using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>Gathers the calls of many rows at once, and puts those that wait into batches. Safe for concurrent use; one caller at a time seals.</summary>
internal sealed class BatchGathering
{
    private readonly RunStore _store;
    private readonly BatchTables _tables;
    private readonly IBatchChatClient _client;
    private readonly IBatchTransport _transport;
    private readonly RunBatchOptions _options;
    private readonly RequestLedger _ledger;
    private readonly ModelPrice? _price;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private int _maxRequests;
    private long _count;
    private long _length;
    private DateTimeOffset _last;

    public BatchGathering(
        RunStore store, BatchTables tables, IBatchChatClient client, RunBatchOptions options, RequestLedger ledger, ModelPrice? price, TimeProvider time)
    {
        _store = store;
        _tables = tables;
        _client = client;
        _transport = client.Transport;
        _options = options;
        _ledger = ledger;
        _price = price;
        _time = time;
        _maxRequests = Math.Min(options.MaxRequests ?? int.MaxValue, _transport.Limits.Requests);
        bool hasUnbounded = false;
        (_count, long length, long reserved) = tables.ReadSums(call =>
        {
            hasUnbounded |= call.Reserved is null && IsUnbounded(call);
            return ReservedFor(call);
        });
        _length = length + (_count * _transport.Form.LengthOf(0, KeyLength));
        ledger.Budget.Hold(reserved);
        if (hasUnbounded)
        {
            ledger.TryCountUnbounded();
        }
    }

    /// <summary>How many calls wait for a batch.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Whether the calls that wait fill a batch.</summary>
    public bool HasFullBatch
    {
        get
        {
            lock (_lock)
            {
                return _count >= _maxRequests || _length >= _transport.Limits.Bytes;
            }
        }
    }

    // A key is the hexadecimal SHA-256 of what is asked.
    private static int KeyLength => 2 * SHA256.HashSizeInBytes;

    /// <summary>
    /// What is set aside for a call. A batch that was begun without prices has nothing set aside on record, and counts with its worst case since prices are
    /// known.
    /// </summary>
    public long ReservedFor(BatchCall call) => call.Reserved ?? _price?.WorstCase(call.MaxInputTokens, call.MaxOutputTokens) ?? 0;

    private bool IsUnbounded(BatchCall call) => _price is { } price && price.WorstCase(call.MaxInputTokens, call.MaxOutputTokens) is null;

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
            _count++;
            _length += length;
            _last = _time.GetUtcNow();
        }

        await _options.ReachAsync(BatchPoint.Gathered).ConfigureAwait(false);
        return default;
    }

    /// <summary>Counts a call that waits for another batch.</summary>
    public void GatherAgain(BatchCall call)
    {
        lock (_lock)
        {
            _count++;
            _length += _transport.Form.LengthOf(call.Length, KeyLength);
        }
    }

    /// <summary>Makes later batches half of one that was too large.</summary>
    public void Halve(int count)
    {
        lock (_lock)
        {
            _maxRequests = Math.Max(1, count / 2);
        }
    }

    /// <summary>Puts calls that wait into a batch: as many as fill one or, where no more is to come soon, the rest.</summary>
    /// <param name="isMoreToCome">Whether further rows can begin.</param>
    /// <param name="isAnyOpen">Whether a batch is under way, after which more calls may come.</param>
    /// <param name="cancellationToken">Cancels the reading of the calls.</param>
    /// <returns>The batch; null where it is too early, or what is left of the cap holds no further call. Batches under way may give some of it back.</returns>
    public async Task<BatchEntry?> SealAsync(bool isMoreToCome, bool isAnyOpen, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!IsDue(isMoreToCome, isAnyOpen, now))
        {
            return null;
        }

        var calls = new List<(long Place, long? Reserved)>();
        long length = 0;
        bool hasUnbounded = false;
        foreach (BatchCall call in _tables.ReadGathered())
        {
            long more = _transport.Form.LengthOf(call.Length, KeyLength);
            long? worst = _price?.WorstCase(call.MaxInputTokens, call.MaxOutputTokens);
            if (calls.Count == _maxRequests || _transport.Form.Head.Length + _transport.Form.Tail.Length + length + more > _transport.Limits.Bytes)
            {
                break;
            }

            bool isFirstUnbounded = !hasUnbounded && IsUnbounded(call);
            if ((isFirstUnbounded && !_ledger.TryCountUnbounded()) || !_ledger.Budget.TryReserve(worst ?? 0))
            {
                break;
            }

            hasUnbounded |= isFirstUnbounded;

            calls.Add((call.Place, worst));
            length += more;
        }

        if (calls.Count == 0)
        {
            return null;
        }

        BatchEntry batch = await SealAsync(calls, now, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _count -= calls.Count;
            _length -= length;
        }

        return batch;
    }

    private async Task<BatchEntry> SealAsync(List<(long Place, long? Reserved)> calls, DateTimeOffset now, CancellationToken cancellationToken)
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
        return batch;
    }

    private bool IsDue(bool isMoreToCome, bool isAnyOpen, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _count > 0 && (HasFullBatch || (!isMoreToCome && (!isAnyOpen || now - _last >= _options.QuietInterval)));
        }
    }

    // A reply of no use is the reply of its row as long as the row has no result since: whoever goes through the row again must come the same way.
    private bool IsForThisGo(BatchCall settled) =>
        RunRowScope.Current is { } scope && (_tables.FindResultSession(scope.Ordinal) is not { } session || session < settled.Session);

    // A request is a line of its file. In JSON a line break stands between values alone, and says nothing.
    private static ReadOnlyMemory<byte> OnOneLine(ReadOnlyMemory<byte> body) =>
        body.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0 ? body : Array.FindAll(body.ToArray(), static one => one is not ((byte)'\n' or (byte)'\r'));
}
