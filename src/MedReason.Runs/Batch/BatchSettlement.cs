using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>Records what became of each call of a batch, with its money, and lets its row go on. One caller at a time.</summary>
internal sealed class BatchSettlement(
    RunChatClient owner, RequestLedger ledger, BatchTables tables, BatchGathering gathering, BatchWaits waits, IBatchChatClient client, RunBatchOptions options,
    ModelPrice? price)
{
    private const int SettlesAtOnce = 256;
    private const int LeastAlike = 10;

    /// <summary>Records what became of each request of a batch that has ended.</summary>
    /// <returns>Why the run has to end; null when it goes on.</returns>
    public async Task<string?> FetchAsync(OpenBatch batch, BatchStatus status, CancellationToken cancellationToken)
    {
        var tally = new BatchTally();
        var open = tables.ReadCallsOf(batch.Entry.Id).Select(static call => call.Key).ToHashSet(StringComparer.Ordinal);
        var settling = new List<Task>();
        try
        {
            await foreach (BatchResult result in client.Transport.ReadResultsAsync(status, cancellationToken).ConfigureAwait(false))
            {
                // What was recorded before, what is sent twice and what was never asked is passed over.
                if (!open.Remove(result.CustomId) || tables.FindCall(result.CustomId) is not { State: BatchCallState.InBatch } call)
                {
                    continue;
                }

                await options.ReachAsync(BatchPoint.Fetched).ConfigureAwait(false);
                BatchReply reply = result.Status is { } code
                    ? await client.ReadAsync(code, result.Body, cancellationToken).ConfigureAwait(false)
                    : new BatchReply { Failure = NewFailure(result.Code ?? "no_response", mayBeBilled: false) };
                settling.Add(SettleAsync(call, reply, tally, mayRepeat: !status.IsCancelled));
                if (settling.Count >= SettlesAtOnce)
                {
                    await Task.WhenAll(settling).ConfigureAwait(false);
                    settling.Clear();
                    await options.ReachAsync(BatchPoint.Settled).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // What was begun is on record before the results are read again, whatever broke off.
            await Task.WhenAll(settling).ConfigureAwait(false);
        }

        await options.ReachAsync(BatchPoint.Settled).ConfigureAwait(false);
        foreach (string key in open)
        {
            if (tables.FindCall(key) is { State: BatchCallState.InBatch } call)
            {
                RequestFailure failure = NewFailure(status.IsCancelled ? "cancelled" : "no_result", mayBeBilled: true);
                await SettleAsync(call, new BatchReply { Failure = failure }, tally, mayRepeat: !status.IsCancelled).ConfigureAwait(false);
            }
        }

        await options.ReachAsync(BatchPoint.Emptied).ConfigureAwait(false);
        await batch.SetAsync(batch.Entry with { Step = BatchStep.Done }, point: null).ConfigureAwait(false);
        return tally.Replies == 0 && tally.Failed >= LeastAlike && tally is { Summary: { } summary, IsTransient: false } && !options.AllowsLiveCalls
            ? string.Create(CultureInfo.InvariantCulture, $"all {tally.Failed} calls of a batch ended alike: {summary}")
            : null;
    }

    /// <summary>Gives up a batch that the provider does not know any more, or whose results it does not keep any more.</summary>
    public async Task GiveUpAsync(OpenBatch batch, string why)
    {
        var failure = new RequestFailure { Summary = why, MayBeBilled = true };
        foreach (BatchCall call in tables.ReadCallsOf(batch.Entry.Id))
        {
            await FailAsync(call, failure, mayRepeat: true).ConfigureAwait(false);
        }

        await batch.SetAsync(batch.Entry with { Step = BatchStep.Done }, point: null).ConfigureAwait(false);
    }

    /// <summary>Takes a batch apart that was refused as a whole: those of its calls that are named are refused, the others wait for another batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="why">The reason.</param>
    /// <param name="lines">The numbers of the calls that are named, from 1 on.</param>
    /// <param name="isQueueFull">Whether the provider's queue had no room for it.</param>
    public async Task DissolveAsync(OpenBatch batch, string why, IReadOnlyList<int> lines, bool isQueueFull)
    {
        HashSet<int> named = [.. lines];

        // A queue that is full takes a smaller batch, or the same one later; anything else is no better another time.
        bool isSmaller = isQueueFull && batch.Entry.Count > 1;
        var calls = new List<(BatchCall Call, string? Refusal)>();
        foreach (BatchCall call in tables.ReadCallsOf(batch.Entry.Id))
        {
            bool isRefused = named.Contains(calls.Count + 1) || (named.Count == 0 && !isSmaller && call.Attempts + 1 >= options.MaxAttempts);
            calls.Add((call, isRefused ? why : null));
        }

        await tables.DissolveAsync(batch.Entry, calls, countsAsAttempt: !isSmaller && named.Count == 0).ConfigureAwait(false);
        batch.End();
        owner.Note(new RequestFailure { Summary = why });
        foreach ((BatchCall call, string? refusal) in calls)
        {
            ledger.Budget.Settle(gathering.ReservedFor(call), 0);
            GoOn(call, waitsForBatch: refusal is null);
        }

        if (isSmaller)
        {
            gathering.Halve(batch.Entry.Count);
        }
    }

    private RequestFailure NewFailure(string code, bool mayBeBilled) =>
        new() { Summary = $"{client.Transport.Provider} batch: {code}", IsTransient = true, MayBeBilled = mayBeBilled };

    private Task SettleAsync(BatchCall call, BatchReply reply, BatchTally tally, bool mayRepeat)
    {
        tally.Add(reply.Failure);
        return reply.Reply is { } answered ? AnswerAsync(call, answered) : FailAsync(call, reply.Failure!, mayRepeat);
    }

    private async Task AnswerAsync(BatchCall call, ChatResponse answered)
    {
        var usage = ReplyUsage.Read(answered, call.MaxInputTokens);
        bool isBeyond = owner.CheckLimit(answered, call.MaxOutputTokens);
        bool isCertain = usage.IsCertain && !isBeyond;
        long reserved = gathering.ReservedFor(call);
        long cost = price is not null && isCertain ? price.Cost(usage) : reserved;
        var recorded = RecordedReply.Of(answered, usage.IsCertain);
        bool isKept;
        try
        {
            long? amount = isCertain && price is not null ? cost : Recorded(call, cost);
            isKept = await tables.SettleAsync(call, amount, isBeyond ? default : usage, recorded.ToUtf8(), recorded.IsComplete).ConfigureAwait(false);
        }
        finally
        {
            ledger.Budget.Settle(reserved, cost);
        }

        ledger.CountReply(isCertain ? usage : default, cost, isKept && recorded.IsComplete);
        RunTelemetry.Answered(call.Attempts > 0, cost);
        waits.Release(call.Key);
    }

    private async Task FailAsync(BatchCall call, RequestFailure failure, bool mayRepeat)
    {
        long reserved = gathering.ReservedFor(call);
        long amount = failure.MayBeBilled ? reserved : 0;
        BatchCallState state = StateAfter(call, failure, mayRepeat);
        try
        {
            long? recorded = failure.MayBeBilled ? Recorded(call, amount) : price is null ? null : 0;
            await tables.FailAsync(call, recorded, failure.MayBeBilled, failure.Summary, state, countsAsAttempt: true).ConfigureAwait(false);
        }
        finally
        {
            ledger.Budget.Settle(reserved, amount);
        }

        owner.Note(failure);
        ledger.CountFailure(failure, amount);
        RunTelemetry.Failed(call.Attempts > 0, failure, amount);
        GoOn(call, waitsForBatch: state == BatchCallState.Gathered);
    }

    // Of what nothing limits no amount is on record, so that no later session takes it for free.
    private long? Recorded(BatchCall call, long amount) => price?.WorstCase(call.MaxInputTokens, call.MaxOutputTokens) is null ? null : amount;

    // Who cancelled a batch wants its calls made no more, neither in another batch nor live.
    private BatchCallState StateAfter(BatchCall call, RequestFailure failure, bool mayRepeat) =>
        !mayRepeat ? BatchCallState.Failed
        : !failure.IsTransient || (call.Attempts + 1 >= options.MaxAttempts && options.AllowsLiveCalls) ? BatchCallState.Refused
        : call.Attempts + 1 < options.MaxAttempts ? BatchCallState.Gathered
        : BatchCallState.Failed;

    private void GoOn(BatchCall call, bool waitsForBatch)
    {
        if (waitsForBatch)
        {
            gathering.GatherAgain(call);
        }
        else
        {
            waits.Release(call.Key);
        }
    }
}
