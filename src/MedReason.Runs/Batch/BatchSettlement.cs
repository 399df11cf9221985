using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>Records what became of each call of a batch, with its money, and lets its row go on. One caller at a time.</summary>
internal sealed class BatchSettlement(
    RunChatClient owner, IBatchStore store, BatchGathering gathering, IBatchChatClient client, RunBatchOptions options, ModelPrice? price)
{
    private const int SettlesAtOnce = 256;
    private const int LeastAlike = 10;

    /// <summary>Records what became of each request of a batch that has ended.</summary>
    /// <returns>Why the run has to end; null when it goes on.</returns>
    public async Task<string?> FetchAsync(OpenBatch batch, BatchStatus status, CancellationToken cancellationToken)
    {
        var tally = new BatchTally();
        Dictionary<string, BatchCall> open = [];
        await foreach (BatchCall call in store.ReadCallsAsync(batch.Entry.Id, cancellationToken).ConfigureAwait(false))
        {
            open.Add(call.Key, call);
        }

        var outcomes = new List<BatchOutcome>(SettlesAtOnce);
        try
        {
            await foreach (BatchResult result in client.Transport.ReadResultsAsync(status, cancellationToken).ConfigureAwait(false))
            {
                // What was recorded before, what is sent twice and what was never asked is passed over.
                if (!open.Remove(result.CustomId, out BatchCall? call))
                {
                    continue;
                }

                await options.ReachAsync(BatchPoint.Fetched).ConfigureAwait(false);
                BatchReply reply = result.Status is { } code
                    ? await client.ReadAsync(code, result.Body, cancellationToken).ConfigureAwait(false)
                    : new BatchReply { Failure = NewFailure(result.Code ?? "no_response", mayBeBilled: false) };
                outcomes.Add(Judge(call, reply, tally, mayRepeat: !status.IsCancelled));
                if (outcomes.Count >= SettlesAtOnce)
                {
                    await SettleAsync(outcomes).ConfigureAwait(false);
                    await options.ReachAsync(BatchPoint.Settled).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // What was read is on record before the results are read again, whatever broke off.
            await SettleAsync(outcomes).ConfigureAwait(false);
        }

        await options.ReachAsync(BatchPoint.Settled).ConfigureAwait(false);
        RequestFailure lost = NewFailure(status.IsCancelled ? "cancelled" : "no_result", mayBeBilled: true);
        foreach (BatchCall call in open.Values)
        {
            outcomes.Add(Judge(call, new BatchReply { Failure = lost }, tally, mayRepeat: !status.IsCancelled));
        }

        await SettleAsync(outcomes).ConfigureAwait(false);
        await options.ReachAsync(BatchPoint.Emptied).ConfigureAwait(false);
        await batch.SetAsync(batch.Entry with { Step = BatchStep.Done }, point: null).ConfigureAwait(false);
        return tally.Replies == 0 && tally.Failed >= LeastAlike && tally is { Summary: { } summary, IsTransient: false } && !options.AllowsLiveCalls
            ? string.Create(CultureInfo.InvariantCulture, $"all {tally.Failed} calls of a batch ended alike: {summary}")
            : null;
    }

    /// <summary>Gives up a batch that the provider does not know any more, or whose results it does not keep any more.</summary>
    public async Task GiveUpAsync(OpenBatch batch, string why, CancellationToken cancellationToken)
    {
        var failure = new RequestFailure { Summary = why, MayBeBilled = true };
        var outcomes = new List<BatchOutcome>();
        await foreach (BatchCall call in store.ReadCallsAsync(batch.Entry.Id, cancellationToken).ConfigureAwait(false))
        {
            outcomes.Add(Fail(call, failure, mayRepeat: true));
        }

        await SettleAsync(outcomes).ConfigureAwait(false);
        await batch.SetAsync(batch.Entry with { Step = BatchStep.Done }, point: null).ConfigureAwait(false);
    }

    /// <summary>Takes a batch apart that was refused as a whole: those of its calls that are named are refused, the others wait for another batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="why">The reason.</param>
    /// <param name="lines">The numbers of the calls that are named, from 1 on.</param>
    /// <param name="isQueueFull">Whether the provider's queue had no room for it.</param>
    /// <param name="cancellationToken">Cancels the reading of its calls.</param>
    public async Task DissolveAsync(OpenBatch batch, string why, IReadOnlyList<int> lines, bool isQueueFull, CancellationToken cancellationToken)
    {
        HashSet<int> named = [.. lines];

        // A queue that is full takes a smaller batch, or the same one later; anything else is no better another time.
        bool isSmaller = isQueueFull && batch.Entry.Count > 1;
        var calls = new List<(BatchCall Call, string? Refusal)>();
        await foreach (BatchCall call in store.ReadCallsAsync(batch.Entry.Id, cancellationToken).ConfigureAwait(false))
        {
            bool isRefused = named.Contains(calls.Count + 1) || (named.Count == 0 && !isSmaller && call.Attempts + 1 >= options.MaxAttempts);
            calls.Add((call, isRefused ? why : null));
        }

        await store.DissolveAsync(batch.Entry, calls, countsAsAttempt: !isSmaller && named.Count == 0).ConfigureAwait(false);
        batch.End();
        owner.Note(new RequestFailure { Summary = why });
        foreach ((BatchCall call, _) in calls.Where(static one => one.Refusal is null))
        {
            gathering.GatherAgain(call);
        }

        if (isSmaller)
        {
            gathering.Halve(batch.Entry.Count);
        }
    }

    private RequestFailure NewFailure(string code, bool mayBeBilled) =>
        new() { Summary = $"{client.Transport.Provider} batch: {code}", IsTransient = true, MayBeBilled = mayBeBilled };

    /// <summary>Records outcomes, and empties their list.</summary>
    private async Task SettleAsync(List<BatchOutcome> outcomes)
    {
        foreach (BatchOutcome[] some in outcomes.Chunk(SettlesAtOnce))
        {
            await store.SettleAsync(some).ConfigureAwait(false);
            foreach (BatchOutcome outcome in some)
            {
                Note(outcome);
            }
        }

        outcomes.Clear();
    }

    private void Note(BatchOutcome outcome)
    {
        bool isRetry = outcome.Call.Attempts > 0;
        if (outcome.Failure is { } failure)
        {
            owner.Note(failure);
            RunTelemetry.Failed(isRetry, failure, outcome.Cost);
        }
        else
        {
            RunTelemetry.Answered(isRetry, outcome.Cost);
        }

        if (outcome.State == BatchCallState.Gathered)
        {
            gathering.GatherAgain(outcome.Call);
        }
    }

    private BatchOutcome Judge(BatchCall call, BatchReply reply, BatchTally tally, bool mayRepeat)
    {
        tally.Add(reply.Failure);
        return reply.Reply is { } answered ? Answer(call, answered) : Fail(call, reply.Failure!, mayRepeat);
    }

    private BatchOutcome Answer(BatchCall call, ChatResponse answered)
    {
        var usage = ReplyUsage.Read(answered, call.MaxInputTokens);
        bool isBeyond = owner.CheckLimit(answered, call.MaxOutputTokens);
        long? certain = price is not null && usage.IsCertain && !isBeyond ? price.Cost(usage) : null;
        long cost = certain ?? call.ReservedAt(price);
        var recorded = RecordedReply.Of(answered, usage.IsCertain);
        (long? input, long? cached, long? output) = isBeyond ? default : usage.Recorded;
        return new BatchOutcome
        {
            Call = call,
            State = BatchCallState.Settled,
            Reply = recorded.ToUtf8(),
            IsUsable = recorded.IsComplete,
            InputTokens = input,
            CachedInputTokens = cached,
            OutputTokens = output,
            Cost = cost,
            RecordedCost = certain ?? Recorded(call, cost),
        };
    }

    private BatchOutcome Fail(BatchCall call, RequestFailure failure, bool mayRepeat)
    {
        long cost = failure.MayBeBilled ? call.ReservedAt(price) : 0;
        return new BatchOutcome
        {
            Call = call,
            State = StateAfter(call, failure, mayRepeat),
            Cost = cost,
            RecordedCost = failure.MayBeBilled ? Recorded(call, cost) : price is null ? null : 0,
            Failure = failure,
        };
    }

    // Of what nothing limits no amount is on record, so that no later session takes it for free.
    private long? Recorded(BatchCall call, long amount) => call.WorstCase(price) is null ? null : amount;

    // Who cancelled a batch wants its calls made no more, neither in another batch nor live.
    private BatchCallState StateAfter(BatchCall call, RequestFailure failure, bool mayRepeat) =>
        !mayRepeat ? BatchCallState.Failed
        : !failure.IsTransient || (call.Attempts + 1 >= options.MaxAttempts && options.AllowsLiveCalls) ? BatchCallState.Refused
        : call.Attempts + 1 < options.MaxAttempts ? BatchCallState.Gathered
        : BatchCallState.Failed;
}
