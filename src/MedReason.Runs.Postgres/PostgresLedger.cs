using System.Globalization;
using MedReason.Shared;

namespace MedReason.Runs.Postgres;

/// <summary>The ledger of one worker, over money and rates that all workers share. Safe for concurrent use.</summary>
internal sealed class PostgresLedger : IRequestLedger
{
    private readonly RunWorker _worker;
    private readonly ReplyLookup _replies;
    private readonly TimeProvider _time;
    private readonly RunFlowOptions _options;
    private readonly bool _hasPrice;
    private volatile RunSpending _spending;
    private volatile RunStop? _end;

    public PostgresLedger(RunWorker worker, ReplyLookup replies, RunSpending spending, RunFlowOptions options, bool hasPrice, TimeProvider time)
    {
        _worker = worker;
        _replies = replies;
        _spending = spending;
        _options = options;
        _hasPrice = hasPrice;
        _time = time;
        worker.SetTerms(terms => terms with
        {
            Cap = options.MaxCost is { } cap ? Money.FromDollars(cap) : null,
            RequestsPerMinute = options.RequestsPerMinute,
            TokensPerMinute = options.TokensPerMinute,
            HasPrice = hasPrice,
        });
    }

    /// <summary>Gets or sets a value indicating whether a request that does not fit under the cap is refused, and does not wait.</summary>
    public bool NeverWaits { get; set; }

    public RunSpending Spending => _spending;

    public RunStop? End => _end ?? _worker.Steering.FindStop(_time.GetUtcNow()) ?? FindCapWithoutPrice();

    public void See(RunSpending spending) => _spending = spending;

    public void Stop(RunStop stop)
    {
        Interlocked.CompareExchange(ref _end, stop, null);
        _worker.StopRequests();
    }

    public async Task<RequestTicket> BeginAsync(RequestIntent intent, CancellationToken cancellationToken = default)
    {
        if (End is { } end)
        {
            throw new RequestRefusedException(end.Reason);
        }

        // A block pays for what the worker has in flight, twice over.
        long block = intent.WorstCase > long.MaxValue / (4L * _options.Concurrency) ? intent.WorstCase : intent.WorstCase * 2 * _options.Concurrency;
        _worker.SetTerms(terms => terms.Block == block ? terms : terms with { Block = block });
        var item = new BeginItem(_worker.NextNumber(), intent, mayWait: !NeverWaits);
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((BeginItem)state!).Cancel(token), item);
        await using (registration.ConfigureAwait(false))
        {
            (int status, double delay) = await _worker.SendAsync(item).ConfigureAwait(false);
            switch (status)
            {
                case WorkOutcome.Admitted:
                    return new RequestTicket { Number = item.Number, Intent = intent, Delay = TimeSpan.FromSeconds(delay) };
                case WorkOutcome.Known:
                    return await _replies.FindAsync(intent.Key, cancellationToken).ConfigureAwait(false) is { } reply
                        ? new RequestTicket { Number = item.Number, Intent = intent, KnownReply = reply }
                        : await BeginAsync(intent, cancellationToken).ConfigureAwait(false);
                case WorkOutcome.Exhausted:
                    Exhaust(intent.WorstCase);
                    break;
                case WorkOutcome.Waiting:
                    throw new RequestRefusedException(End?.Reason ?? RunWords.MoneySetAside);
            }
        }

        throw new RequestRefusedException(End?.Reason ?? "the run was stopped");
    }

    public async Task<byte[]> AnswerAsync(RequestTicket ticket, RequestAnswer answer)
    {
        bool isOwn = await _worker.SendAsync(new AnswerItem(ticket, answer)).ConfigureAwait(false);
        return isOwn ? answer.Reply : await _replies.FindAsync(ticket.Intent.Key, CancellationToken.None).ConfigureAwait(false) ?? answer.Reply;
    }

    public Task FailAsync(RequestTicket ticket, RequestFailure failure) =>
        _worker.SendAsync(new FailItem(ticket, failure.MayBeBilled, failure.Summary));

    private RunStop? FindCapWithoutPrice() => _worker.Steering.MaxCost is not null && !_hasPrice
        ? new RunStop(RunEndCause.BudgetExhausted, RunWords.CapWithoutPrice)
        : null;

    /// <summary>Lets no further request be sent because the cap does not leave what the next one may cost.</summary>
    public void Exhaust(long worstCase)
    {
        decimal? cap = _worker.Steering.MaxCost ?? _options.MaxCost;
        Stop(new RunStop(RunEndCause.BudgetExhausted, string.Create(
            CultureInfo.InvariantCulture,
            $"the next call may cost {Money.ToDollars(worstCase):0.######} dollars, which --max-cost {cap:0.######} of the run does not leave")));
    }
}
