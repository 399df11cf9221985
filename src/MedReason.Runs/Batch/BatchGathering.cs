using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>Gathers the calls of many rows at once, and puts those that wait into batches. Safe for concurrent use; one caller at a time seals.</summary>
internal sealed class BatchGathering(IBatchStore store, IBatchChatClient client, RunBatchOptions options, ModelPrice? price, TimeProvider time)
{
    private readonly IBatchTransport _transport = client.Transport;
    private readonly Lock _lock = new();
    private int _maxRequests = Math.Min(options.MaxRequests ?? int.MaxValue, client.Transport.Limits.Requests);
    private long _count;
    private long _length;
    private DateTimeOffset _last;

    /// <summary>How many calls wait for a batch, as far as this process knows.</summary>
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

    /// <summary>Sees what waits by now: what an earlier session left, and what other processes gathered.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        (long calls, long length) = await store.ReadGatheredSizeAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _last = calls > _count ? time.GetUtcNow() : _last;
            _count = calls;
            _length = length + (calls * _transport.Form.LengthOf(0, KeyLength));
        }
    }

    /// <summary>Answers a call that has no reply that can be used again, or gathers it.</summary>
    public async Task<BatchAnswer> AskAsync(
        ModelCall call, IReadOnlyList<ChatMessage> messages, ChatOptions? chatOptions, int? maxOutputTokens, CancellationToken cancellationToken)
    {
        switch (await store.FindCallAsync(call.Key, cancellationToken).ConfigureAwait(false))
        {
            case { State: BatchCallState.Gathered or BatchCallState.InBatch }:
                return default;
            case { State: BatchCallState.Settled } settled when await HoldsAsync(settled, cancellationToken).ConfigureAwait(false):
                return new BatchAnswer(Reply: RecordedReply.FromUtf8(await store.ReadReplyAsync(call.Key, cancellationToken).ConfigureAwait(false)));
            case { State: BatchCallState.Refused } when options.AllowsLiveCalls:
                return new BatchAnswer(IsLive: true);
            case { State: BatchCallState.Failed or BatchCallState.Refused } failed when await HoldsAsync(failed, cancellationToken).ConfigureAwait(false):
                return new BatchAnswer(Failure: failed.Failure ?? string.Empty);
        }

        ReadOnlyMemory<byte> body = OnOneLine(await client.WriteAsync(messages, chatOptions, cancellationToken).ConfigureAwait(false));
        long length = _transport.Form.LengthOf(body.Length, KeyLength);
        bool fits = length + _transport.Form.Head.Length + _transport.Form.Tail.Length <= _transport.Limits.Bytes;
        string? refusal = fits ? null : "a request is longer than a batch may be";
        var gathered = new BatchCall
        {
            Key = call.Key,
            State = fits ? BatchCallState.Gathered : BatchCallState.Refused,
            Length = body.Length,
            MaxInputTokens = call.InputBytes,
            MaxOutputTokens = maxOutputTokens,
            Failure = refusal,
        };
        bool isNew = await store.GatherAsync(gathered, body).ConfigureAwait(false);
        if (refusal is not null)
        {
            return options.AllowsLiveCalls ? new BatchAnswer(IsLive: true) : new BatchAnswer(Failure: refusal);
        }

        lock (_lock)
        {
            _count += isNew ? 1 : 0;
            _length += isNew ? length : 0;
            _last = time.GetUtcNow();
        }

        await options.ReachAsync(BatchPoint.Gathered).ConfigureAwait(false);
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
        if (!IsDue(isMoreToCome, isAnyOpen, time.GetUtcNow()))
        {
            return null;
        }

        var calls = new List<BatchCall>();
        long length = _transport.Form.Head.Length + _transport.Form.Tail.Length;
        await foreach (BatchCall call in store.ReadGatheredAsync(cancellationToken).ConfigureAwait(false))
        {
            length += _transport.Form.LengthOf(call.Length, KeyLength);
            if (calls.Count == _maxRequests || length > _transport.Limits.Bytes)
            {
                break;
            }

            calls.Add(call with { Reserved = call.WorstCase(price) });
        }

        if (calls.Count == 0 || await store.SealAsync(calls).ConfigureAwait(false) is not { } batch)
        {
            return null;
        }

        lock (_lock)
        {
            _count -= batch.Count;
            _length -= calls.Take(batch.Count).Sum(call => _transport.Form.LengthOf(call.Length, KeyLength));
        }

        return batch;
    }

    private bool IsDue(bool isMoreToCome, bool isAnyOpen, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _count > 0 && (HasFullBatch || (!isMoreToCome && (!isAnyOpen || now - _last >= options.QuietInterval)));
        }
    }

    private async Task<bool> HoldsAsync(BatchCall call, CancellationToken cancellationToken) =>
        RunRowScope.Current is { } scope && await store.HoldsForAsync(call, scope.Ordinal, cancellationToken).ConfigureAwait(false);

    // A request is a line of its file. In JSON a line break stands between values alone, and says nothing.
    private static ReadOnlyMemory<byte> OnOneLine(ReadOnlyMemory<byte> body) =>
        body.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0 ? body : Array.FindAll(body.ToArray(), static one => one is not ((byte)'\n' or (byte)'\r'));
}
