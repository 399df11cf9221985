using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>The ledger of a run that one process works on: money in memory, each request in the run's database. Safe for concurrent use.</summary>
internal sealed class RequestLedger : IRequestLedger
{
    private readonly RunStore _store;
    private readonly RunBudget _budget;
    private readonly RunFlowOptions _options;
    private readonly bool _hasPrice;
    private readonly Lock _lock = new();
    private RunSpending _spending;

    // Requests that nothing limits and that may have cost any sum: one for all of earlier sessions, and those of this one that are open or of unknown usage.
    private long _unbounded;
    private volatile bool _hasCap;

    public RequestLedger(RunStore store, RunFlowOptions options, ModelPrice? price)
    {
        _store = store;
        _options = options;
        _hasPrice = price is not null;
        (_spending, bool hasUnbounded) = store.PriceRequests(price);
        _budget = new RunBudget(options.MaxCost is { } cap ? Money.FromDollars(cap) : null, Money.FromDollars(_spending.Cost + _spending.PossibleCost));
        _unbounded = hasUnbounded ? 1 : 0;
        _hasCap = options.MaxCost is not null;
    }

    public RunSpending Spending
    {
        get
        {
            lock (_lock)
            {
                return _spending;
            }
        }
    }

    public RunStop? End => _budget.End ?? _store.Steering.FindStop(_store.Time.GetUtcNow());

    /// <summary>The money, for requests that are put on record in other ways than one at a time.</summary>
    public RunBudget Budget => _budget;

    /// <summary>
    /// Whether a request that does not fit is refused at once. Where calls are made in batches, what would make room moves on only when the rows wait.
    /// </summary>
    public bool NeverWaits { get; set; }

    public void Stop(RunStop stop) => _budget.Stop(stop);

    /// <summary>Counts requests that are put on record in other ways and that nothing limits. Where a cap holds they are not made, and the run ends.</summary>
    /// <returns>Whether they may be made.</returns>
    public bool TryCountUnbounded()
    {
        Interlocked.Increment(ref _unbounded);
        if (!_hasCap)
        {
            return true;
        }

        _budget.Stop(new RunStop(RunEndCause.BudgetExhausted, RunWords.CapWithoutLimit));
        return false;
    }

    /// <summary>Lets another cap hold where the run was steered so.</summary>
    public void Apply(RunSteering steering)
    {
        decimal? cap = steering.MaxCost ?? _options.MaxCost;
        if (cap is not null && !_hasPrice)
        {
            _budget.Stop(new RunStop(RunEndCause.BudgetExhausted, RunWords.CapWithoutPrice));
        }

        _hasCap = cap is not null;
        if (_hasCap && Interlocked.Read(ref _unbounded) > 0)
        {
            _budget.Stop(new RunStop(
                RunEndCause.BudgetExhausted,
                RunWords.CapAfterUnlimited));
        }

        _budget.Retune(cap is { } dollars ? Money.FromDollars(dollars) : null);
    }

    public async Task<RequestTicket> BeginAsync(RequestIntent intent, CancellationToken cancellationToken = default)
    {
        if (!NeverWaits)
        {
            await _budget.ReserveAsync(intent.WorstCase, cancellationToken).ConfigureAwait(false);
        }
        else if (!_budget.TryReserve(intent.WorstCase))
        {
            throw new RequestRefusedException(End?.Reason ?? RunWords.MoneySetAside);
        }

        bool isCounted = false;
        try
        {
            while (_store.Steering.IsPaused && End is null)
            {
                await Task.Delay(RunStore.SteeringInterval, _store.Time, cancellationToken).ConfigureAwait(false);
            }

            if (End is { } end)
            {
                throw new RequestRefusedException(end.Reason);
            }

            // Counted before the cap is read: one that comes at this moment sees the request.
            isCounted = !IsBounded(intent);
            Interlocked.Add(ref _unbounded, isCounted ? 1 : 0);
            if (_hasCap && isCounted)
            {
                throw new RequestRefusedException(RunWords.CapWithoutLimit);
            }

            long number = await _store.BeginRequestAsync(
                intent.Key, Recorded(intent, intent.WorstCase), intent.MaxInputTokens, intent.MaxOutputTokens).ConfigureAwait(false);
            return new RequestTicket { Number = number, Intent = intent };
        }
        catch
        {
            Interlocked.Add(ref _unbounded, isCounted ? -1 : 0);
            _budget.Settle(intent.WorstCase, 0);
            throw;
        }
    }

    public async Task<byte[]> AnswerAsync(RequestTicket ticket, RequestAnswer answer)
    {
        bool isCertain = answer is { InputTokens: not null, OutputTokens: not null };
        ReplyUsage usage = isCertain ? ReplyUsage.Of(answer.InputTokens!.Value, answer.CachedInputTokens ?? 0, answer.OutputTokens!.Value) : default;
        long? recorded = !isCertain ? Recorded(ticket.Intent, answer.Cost) : _hasPrice ? answer.Cost : null;
        bool isKept;
        try
        {
            isKept = await _store.RecordReplyAsync(ticket.Number, ticket.Intent.Key, recorded, usage, answer.Reply, answer.IsUsable).ConfigureAwait(false);
        }
        finally
        {
            _budget.Settle(ticket.Intent.WorstCase, answer.Cost);
        }

        Interlocked.Add(ref _unbounded, isCertain && !IsBounded(ticket.Intent) ? -1 : 0);
        CountReply(usage, answer.Cost, isKept && answer.IsUsable);
        return isKept ? answer.Reply : _store.Reader.FindReply(ticket.Intent.Key) ?? answer.Reply;
    }

    public async Task FailAsync(RequestTicket ticket, RequestFailure failure)
    {
        long amount = failure.MayBeBilled ? ticket.Intent.WorstCase : 0;
        try
        {
            long? recorded = failure.MayBeBilled ? Recorded(ticket.Intent, amount) : _hasPrice ? 0 : null;
            await _store.RecordFailureAsync(ticket.Number, recorded, failure.MayBeBilled, failure.Summary).ConfigureAwait(false);
        }
        finally
        {
            _budget.Settle(ticket.Intent.WorstCase, amount);
        }

        Interlocked.Add(ref _unbounded, !failure.MayBeBilled && !IsBounded(ticket.Intent) ? -1 : 0);
        CountFailure(failure, amount);
    }

    /// <summary>Counts a request that was answered, and is on record.</summary>
    public void CountReply(ReplyUsage usage, long cost, bool isUsable) => Count(spending => spending with
    {
        Answered = spending.Answered + 1,
        InputTokens = spending.InputTokens + usage.Input,
        OutputTokens = spending.OutputTokens + usage.Output,
        UncertainUsage = spending.UncertainUsage + (usage.IsCertain ? 0 : 1),
        Cost = spending.Cost + Money.ToDollars(cost),
        UsableReplies = spending.UsableReplies + (isUsable ? 1 : 0),
    });

    /// <summary>Counts a request that got no reply, and is on record.</summary>
    public void CountFailure(RequestFailure failure, long amount) => Count(spending => failure.MayBeBilled
        ? spending with { PossiblyBilled = spending.PossiblyBilled + 1, PossibleCost = spending.PossibleCost + Money.ToDollars(amount) }
        : spending with { Failed = spending.Failed + 1 });

    /// <summary>Counts replies that were kept and are not used any more.</summary>
    public void CountRejected(int count) => Count(spending => spending with { UsableReplies = spending.UsableReplies - count });

    private static bool IsBounded(RequestIntent intent) => intent.WorstCase > 0 || intent.MaxOutputTokens is not null;

    // Of what nothing limits no amount is on record, so that no later session takes it for free.
    private long? Recorded(RequestIntent intent, long amount) => _hasPrice && IsBounded(intent) ? amount : null;

    private void Count(Func<RunSpending, RunSpending> change)
    {
        lock (_lock)
        {
            _spending = change(_spending);
        }
    }
}
