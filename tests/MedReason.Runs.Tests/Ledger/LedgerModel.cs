using System.Globalization;

namespace MedReason.Runs.Tests;

/// <summary>
/// What a ledger promises, in dictionaries and decimals: which requests there are, what each counts with, what a provider may have billed, and whether a further
/// one may be sent. A token sent costs a millionth of a dollar and one received four of them.
/// </summary>
internal sealed class LedgerModel
{
    private const decimal Token = 0.000_001m;
    private readonly SortedDictionary<(long Worker, long Number), Request> _requests = [];
    private readonly Dictionary<string, (byte[] Reply, bool IsUsable)> _replies = new(StringComparer.Ordinal);

    public static ModelPrice Price { get; } = new() { Input = 1, Output = 4 };

    /// <summary>The most that may be spent, in dollars; null for no limit.</summary>
    public decimal? Cap { get; private set; }

    public bool HasPrice { get; private set; }

    /// <summary>Whether no further request may be sent in this session.</summary>
    public bool HasEnded { get; private set; }

    public IEnumerable<(long Worker, long Number)> Open => _requests.Where(static pair => pair.Value.State == 0).Select(static pair => pair.Key);

    public IEnumerable<string> Keys => _requests.Values.Select(static request => request.Key).Distinct(StringComparer.Ordinal);

    /// <summary>What providers may have billed: of what was lost or broken off some part of the worst case, as the schedule drew it.</summary>
    public decimal Billed => _requests.Values.Sum(static request => request.Billed);

    private decimal Spent => Sum(1) + Sum(3);

    private decimal Reserved => Sum(0);

    // What no session with a price has counted and nothing limited may have cost any sum.
    private bool HasUnbounded => _requests.Values.Any(static request => request.Amount is null && request.State != 2);

    public static decimal CostOf(long input, long output) => (input + (4 * output)) * Token;

    /// <summary>The most that a request may cost; null where nothing limits its reply.</summary>
    public static decimal? WorstOf(RequestIntent intent) => intent.MaxOutputTokens is { } limit ? CostOf(intent.MaxInputTokens, limit) : null;

    public void Begin(bool hasPrice, decimal? cap)
    {
        HasPrice = hasPrice;
        HasEnded = false;
        foreach (Request request in _requests.Values)
        {
            request.Amount ??= !hasPrice ? null
                : request.State == 2 ? 0
                : request.Usage is { } usage ? CostOf(usage.Input, usage.Output)
                : WorstOf(request.Intent);
        }

        Retune(cap);
    }

    /// <summary>The session is gone: what was open may have been billed, and counts with its worst case.</summary>
    public void Lose()
    {
        foreach (Request request in _requests.Values.Where(static request => request.State == 0))
        {
            request.State = 3;
        }
    }

    /// <summary>Whether a request fits beside what was spent and what is set aside.</summary>
    public bool Fits(RequestIntent intent) => Cap is not { } cap || Spent + Reserved + Counted(intent) <= cap;

    /// <summary>Whether a request would not fit even if all that is set aside came back.</summary>
    public bool NeverFits(RequestIntent intent) => Cap is { } cap && Spent + Counted(intent) > cap;

    /// <summary>Whether what waits may wait no longer.</summary>
    public bool MustEnd(RequestIntent intent) => Fits(intent) || Reserved == 0;

    public void End() => HasEnded = true;

    public void Retune(decimal? cap)
    {
        Cap = cap;
        HasEnded |= cap is not null && (!HasPrice || HasUnbounded);
    }

    public void Admit((long Worker, long Number) id, RequestIntent intent, decimal billed)
    {
        HasEnded.ShouldBeFalse("nothing is admitted after the end");
        Fits(intent).ShouldBeTrue(string.Create(CultureInfo.InvariantCulture, $"{Spent} spent, {Reserved} set aside, {Counted(intent)} more, of {Cap}"));
        _requests.Add(id, new Request(intent) { Amount = HasPrice ? WorstOf(intent) : null, Billed = billed });
    }

    public RequestIntent IntentOf((long Worker, long Number) id) => _requests[id].Intent;

    public byte[]? FindReply(string key) => _replies.TryGetValue(key, out (byte[] Reply, bool IsUsable) kept) && kept.IsUsable ? kept.Reply : null;

    /// <summary>Records a reply.</summary>
    /// <returns>The reply that holds for the call.</returns>
    public byte[] Answer((long Worker, long Number) id, RequestAnswer answer, decimal? billed)
    {
        Request request = _requests[id];
        request.State = 1;
        if (answer is { InputTokens: { } input, OutputTokens: { } output })
        {
            request.Usage = (input, output);
            request.Amount = HasPrice ? CostOf(input, output) : null;
        }

        request.Billed = billed ?? request.Billed;
        if (FindReply(request.Key) is { } standing)
        {
            return standing;
        }

        _replies[request.Key] = (answer.Reply, answer.IsUsable);
        return answer.Reply;
    }

    public void Fail((long Worker, long Number) id, bool mayBeBilled)
    {
        Request request = _requests[id];
        request.State = mayBeBilled ? 3 : 2;
        if (!mayBeBilled)
        {
            request.Amount = HasPrice ? 0 : null;
            request.Billed = 0;
        }
    }

    public void Reject(string key)
    {
        if (_replies.TryGetValue(key, out (byte[] Reply, bool IsUsable) kept))
        {
            _replies[key] = kept with { IsUsable = false };
        }
    }

    public LedgerRow[] Rows() =>
    [
        .. _requests.Select(static pair => new LedgerRow(
            pair.Key.Worker, pair.Key.Number, pair.Value.Key, pair.Value.State, pair.Value.Amount is { } dollars ? (long)(dollars * 1_000_000_000_000m) : null)),
    ];

    /// <summary>The sums.</summary>
    /// <param name="countsOpen">Whether what is open counts as possibly billed, as it does on record.</param>
    public RunSpending Spending(bool countsOpen) => new()
    {
        Answered = Count(1),
        Failed = Count(2),
        PossiblyBilled = Count(3) + (countsOpen ? Count(0) : 0),
        InputTokens = _requests.Values.Sum(static request => request.Usage?.Input ?? 0),
        OutputTokens = _requests.Values.Sum(static request => request.Usage?.Output ?? 0),
        Cost = Sum(1),
        PossibleCost = Sum(3) + (countsOpen ? Reserved : 0),
        UncertainUsage = _requests.Values.Count(static request => request is { State: 1, Usage: null }),
        UsableReplies = _replies.Values.Count(static reply => reply.IsUsable),
    };

    private decimal Counted(RequestIntent intent) => HasPrice ? WorstOf(intent) ?? 0 : 0;

    private decimal Sum(int state) => _requests.Values.Where(request => request.State == state).Sum(static request => request.Amount ?? 0);

    private int Count(int state) => _requests.Values.Count(request => request.State == state);

    private sealed class Request(RequestIntent intent)
    {
        public RequestIntent Intent { get; } = intent;

        public string Key => Intent.Key;

        public int State { get; set; }

        public decimal? Amount { get; set; }

        public (long Input, long Output)? Usage { get; set; }

        public decimal Billed { get; set; }
    }
}
