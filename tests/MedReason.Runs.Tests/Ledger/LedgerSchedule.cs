using System.Globalization;
using System.Text;

namespace MedReason.Runs.Tests;

/// <summary>
/// A seeded schedule of what processes do to a ledger: requests that begin, wait, give up, are answered, fail and cost more than was set aside, caps that are
/// raised and lowered, replies that are rejected, sessions that leave or are killed. After every step ledger, record and <see cref="LedgerModel"/> agree.
/// </summary>
internal sealed class LedgerSchedule(int seed, ILedgerHost host, int steps)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Random _random = new(seed);
    private readonly LedgerModel _model = new();
    private readonly List<Waiter> _waiting = [];
    private readonly Dictionary<(long Worker, long Number), RequestTicket> _tickets = [];
    private readonly List<string> _log = [];
    private IRequestLedger _ledger = null!;
    private decimal? _ownCap;
    private decimal? _steeredCap;
    private int _keys;

    /// <summary>How often each kind of thing happened, for a look at what schedules reach.</summary>
    public Dictionary<string, int> Reached { get; } = new(StringComparer.Ordinal);

    public async Task PlayAsync()
    {
        try
        {
            await OpenAsync();
            for (int step = 0; step < steps; step++)
            {
                await StepAsync();
                await SettleAsync();
                await CheckAsync();
            }

            await CloseAsync(isCrash: false);
            await OpenAsync();
            await CloseAsync(isCrash: false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"seed {seed}: {exception.Message}{Environment.NewLine}{string.Join(Environment.NewLine, _log)}"), exception);
        }
    }

    private async Task StepAsync()
    {
        // Little happens after the end of a session.
        switch (_model.HasEnded && _random.Next(3) == 0 ? 99 : _random.Next(100))
        {
            case < 43:
                Begin();
                break;
            case < 61:
                await AnswerAsync();
                break;
            case < 75:
                await FailAsync();
                break;
            case < 82:
                GiveUp();
                break;
            case < 90:
                await RetuneAsync();
                break;
            case < 93:
                await RejectAsync();
                break;
            case < 94:
                _log.Add("stop");
                _ledger.Stop(new RunStop(RunEndCause.ProviderFailing, "the schedule says so"));
                _model.End();
                break;
            default:
                await CloseAsync(isCrash: _random.Next(3) > 0);
                await OpenAsync();
                break;
        }
    }

    private async Task OpenAsync()
    {
        bool hasPrice = !host.ChangesPrices || _random.Next(6) > 0;
        _ownCap = _random.Next(5) == 0 || !hasPrice ? null : DrawCap();
        Log($"open, price {hasPrice}, cap {_ownCap}");
        _ledger = await host.OpenAsync(new RunFlowOptions { MaxCost = _ownCap, Concurrency = 3 }, hasPrice ? LedgerModel.Price : null);
        _model.Begin(hasPrice, _steeredCap ?? _ownCap);
        await CheckAsync();
    }

    private async Task CloseAsync(bool isCrash)
    {
        _log.Add(isCrash ? "crash" : "leave");
        foreach (Waiter waiter in _waiting)
        {
            await waiter.Cancellation.CancelAsync();
            Exception ended = await Should.ThrowAsync<Exception>(waiter.Begun, "who waits and gives up is not admitted");
            (ended is OperationCanceledException || (ended is RequestRefusedException && _model.HasEnded)).ShouldBeTrue(ended.Message);
            waiter.Cancellation.Dispose();
        }

        _waiting.Clear();
        _tickets.Clear();
        await host.CloseAsync(isCrash);
        _model.Lose();
    }

    private void Begin()
    {
        // Small numbers, so that caps are met to the token.
        string key = _random.Next(8) == 0 && _model.Keys.ToArray() is { Length: > 0 } keys
            ? keys[_random.Next(keys.Length)]
            : string.Create(CultureInfo.InvariantCulture, $"k{_keys++}");
        bool isLimited = !host.ChangesPrices || _random.Next(20) > 0;
        var intent = new RequestIntent { Key = key, WorstCase = 0, MaxInputTokens = _random.Next(1, 12), MaxOutputTokens = isLimited ? _random.Next(1, 8) : null };
        if (LedgerModel.WorstOf(intent) is null && _model.Cap is not null)
        {
            // The client of a run with a cap makes no such request.
            return;
        }

        intent = new RequestIntent
        {
            Key = key,
            WorstCase = _model.HasPrice ? Pico(LedgerModel.WorstOf(intent) ?? 0) : 0,
            MaxInputTokens = intent.MaxInputTokens,
            MaxOutputTokens = intent.MaxOutputTokens,
        };
        Log($"begin {key}, worst {intent.WorstCase}");
        var cancellation = new CancellationTokenSource();
        _waiting.Add(new Waiter(intent, _ledger.BeginAsync(intent, cancellation.Token), cancellation));
    }

    private void GiveUp()
    {
        if (_waiting.Count > 0)
        {
            Waiter waiter = _waiting[_random.Next(_waiting.Count)];
            Log($"give up {waiter.Intent.Key}");
            waiter.Cancellation.Cancel();
            waiter.HasGivenUp = true;
        }
    }

    private async Task AnswerAsync()
    {
        if (DrawTicket() is not { } id)
        {
            return;
        }

        RequestIntent intent = _model.IntentOf(id);
        bool isCertain = _random.Next(5) > 0;
        bool isOver = isCertain && _random.Next(10) == 0;
        long limit = intent.MaxOutputTokens ?? 8;
        (long input, long output) = isOver
            ? (intent.MaxInputTokens, limit + _random.Next(1, 20))
            : (_random.NextInt64(1, intent.MaxInputTokens + 1), _random.NextInt64(0, limit + 1));
        var answer = new RequestAnswer
        {
            Reply = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"reply {id} {_log.Count}")),
            IsUsable = _random.Next(5) > 0,
            Cost = !_model.HasPrice ? 0 : isCertain ? Pico(LedgerModel.CostOf(input, output)) : intent.WorstCase,
            InputTokens = isCertain ? input : null,
            CachedInputTokens = isCertain ? 0 : null,
            OutputTokens = isCertain ? output : null,
        };
        Log($"answer {id} of {intent.Key}, cost {answer.Cost}, over {isOver}, certain {isCertain}, usable {answer.IsUsable}");
        Count(isOver ? "over" : isCertain ? "answered" : "uncertain");
        byte[] standing = await _ledger.AnswerAsync(Take(id), answer).WaitAsync(Patience);
        byte[] expected = _model.Answer(id, answer, isCertain ? LedgerModel.CostOf(input, output) : null);
        standing.ShouldBe(expected, "the reply that was on record first holds");
    }

    private async Task FailAsync()
    {
        if (DrawTicket() is not { } id)
        {
            return;
        }

        bool mayBeBilled = _random.Next(2) == 0;
        Log($"fail {id}, billed {mayBeBilled}");
        Count(mayBeBilled ? "billed" : "released");
        await _ledger.FailAsync(Take(id), new RequestFailure { Summary = "it failed", MayBeBilled = mayBeBilled }).WaitAsync(Patience);
        _model.Fail(id, mayBeBilled);
    }

    private async Task RetuneAsync()
    {
        _steeredCap = _random.Next(6) == 0 ? null : DrawCap();
        Log($"retune {_steeredCap}");
        Count("retuned");
        await host.RetuneAsync(_steeredCap);
        _model.Retune(_steeredCap ?? _ownCap);
    }

    private async Task RejectAsync()
    {
        if (_model.Keys.ToArray() is { Length: > 0 } keys)
        {
            string key = keys[_random.Next(keys.Length)];
            Log($"reject {key}");
            await host.RejectAsync(key).WaitAsync(Patience);
            _model.Reject(key);
        }
    }

    /// <summary>Waits for all that cannot wait any longer: what fits is admitted, and with nothing set aside nobody waits.</summary>
    private async Task SettleAsync()
    {
        while (true)
        {
            Waiter[] ended = [.. _waiting.Where(static waiter => waiter.Begun.IsCompleted)];
            foreach (Waiter waiter in ended)
            {
                _waiting.Remove(waiter);
                await ObserveAsync(waiter, ended);
                waiter.Cancellation.Dispose();
            }

            if (_waiting.Exists(MustEnd))
            {
                // One that fits may lose its place to another that comes first.
                await Task.WhenAny(_waiting.Select(static waiter => waiter.Begun)).WaitAsync(Patience);
            }
            else if (_waiting.TrueForAll(static waiter => !waiter.Begun.IsCompleted))
            {
                Count(_waiting.Count > 0 ? "waiting" : "settled");
                return;
            }
        }
    }

    private bool MustEnd(Waiter waiter) =>
        waiter.HasGivenUp || _model.MustEnd(waiter.Intent) || (host.RefusesEarly && _model.NeverFits(waiter.Intent));

    private async Task ObserveAsync(Waiter waiter, Waiter[] ended)
    {
        RequestTicket ticket;
        try
        {
            ticket = await waiter.Begun;
        }
        catch (RequestRefusedException)
        {
            Log($"refused {waiter.Intent.Key}");
            Count("refused");
            if (!_model.HasEnded)
            {
                ended.Concat(_waiting).Any(other => _model.NeverFits(other.Intent)).ShouldBeTrue("nothing is refused as long as what is set aside may make room");
                _model.End();
            }

            return;
        }
        catch (OperationCanceledException) when (waiter.HasGivenUp)
        {
            Count("given up");
            return;
        }

        if (ticket.KnownReply is { } known)
        {
            known.ToArray().ShouldBe(_model.FindReply(waiter.Intent.Key));
            Count("known");
            return;
        }

        if (host.FindsReplies)
        {
            _model.FindReply(waiter.Intent.Key).ShouldBeNull("what is on record is not asked again");
        }

        Log($"admitted {waiter.Intent.Key} as {ticket.Number}");
        Count("admitted");
        (long, long) id = (host.Worker, ticket.Number);
        decimal worst = LedgerModel.WorstOf(waiter.Intent) ?? 0;
        _model.Admit(id, waiter.Intent, billed: worst * _random.Next(0, 11) / 10);
        _tickets.Add(id, ticket);
        if (_model.Cap is { } cap)
        {
            (await SumOnRecordAsync()).ShouldBeLessThanOrEqualTo(cap, "what is on record passes no cap by what is admitted under it");
        }
    }

    private async Task CheckAsync()
    {
        (await host.ReadRowsAsync()).ShouldBe(_model.Rows());
        (await host.ReadSpendingAsync()).ShouldBe(_model.Spending(countsOpen: true));
        if (host.CountsAtOnce)
        {
            _ledger.Spending.ShouldBe(_model.Spending(countsOpen: false));
        }

        if (_model.HasPrice && _model.Rows().All(static row => row.Amount is not null))
        {
            _model.Billed.ShouldBeLessThanOrEqualTo(await SumOnRecordAsync(), "whatever a provider billed is on record");
        }

        (_ledger.End is not null).ShouldBe(_model.HasEnded, $"the end: {_ledger.End?.Reason}");
    }

    private async Task<decimal> SumOnRecordAsync() => (await host.ReadRowsAsync()).Sum(static row => row.Amount ?? 0) / 1_000_000_000_000m;

    private (long Worker, long Number)? DrawTicket() => _tickets.Count == 0 ? null : _tickets.Keys.Order().ElementAt(_random.Next(_tickets.Count));

    private RequestTicket Take((long Worker, long Number) id) => _tickets.Remove(id, out RequestTicket? ticket) ? ticket : throw new InvalidOperationException();

    private decimal DrawCap() => LedgerModel.CostOf(_random.Next(0, _random.Next(2) == 0 ? 100 : 400), 0);

    private static long Pico(decimal dollars) => (long)(dollars * 1_000_000_000_000m);

    private void Log(FormattableString line) => _log.Add(FormattableString.Invariant(line));

    private void Count(string what) => Reached[what] = Reached.GetValueOrDefault(what) + 1;

    private sealed class Waiter(RequestIntent intent, Task<RequestTicket> begun, CancellationTokenSource cancellation)
    {
        public RequestIntent Intent { get; } = intent;

        public Task<RequestTicket> Begun { get; } = begun;

        public CancellationTokenSource Cancellation { get; } = cancellation;

        public bool HasGivenUp { get; set; }
    }
}
