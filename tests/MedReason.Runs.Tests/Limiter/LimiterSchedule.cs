using System.Globalization;

namespace MedReason.Runs.Tests;

/// <summary>
/// A seeded schedule of what calls do to a limiter: they arrive, wait, give up, take their time, are answered, fail, are held back by 429 with or without a wish
/// to wait, and limits change. Who is admitted when is checked against <see cref="LimiterModel"/> at every moment, and afterwards against every window of time.
/// </summary>
internal sealed class LimiterSchedule
{
    private const double Burst = 1;
    private const double Tolerance = 0.005;
    private const double FirstMeanOutput = 500;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private readonly Random _random;
    private readonly int _seed;
    private readonly TimerTime _time = new();
    private readonly RequestLimiter _limiter;
    private readonly LimiterModel _model;
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> _events = new();
    private readonly List<LimiterRequest> _waiting = [];
    private readonly List<LimiterRequest> _admitted = [];
    private readonly List<(DateTimeOffset At, int? Requests, int? Tokens)> _rates = [];

    // What was admitted for tokens that it did not take, or did not pay for tokens that it took: when that was put right, and by how many seconds.
    private readonly List<(DateTimeOffset At, double Seconds)> _corrections = [];
    private readonly List<string> _log = [];
    private readonly bool _isRetuned;
    private readonly bool _isSteady;
    private double _meanOutput = FirstMeanOutput;
    private int _order;

    public LimiterSchedule(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _isSteady = seed % 4 == 0;
        _isRetuned = !_isSteady && _random.Next(2) == 0;
        int concurrency = _isSteady ? 1_000 : _random.Next(1, 9);
        (int? requests, int? tokens) = DrawRates();
        _rates.Add((_time.GetUtcNow(), requests, tokens));
        _limiter = new RequestLimiter(concurrency, requests, tokens, _time);
        _model = new LimiterModel(concurrency);
        Log($"concurrency {concurrency}, {requests} requests, {tokens} tokens a minute");
    }

    /// <summary>How often each kind of thing happened, for a look at what schedules reach.</summary>
    public Dictionary<string, int> Reached { get; } = new(StringComparer.Ordinal);

    private DateTimeOffset Now => _time.GetUtcNow();

    public void Play()
    {
        try
        {
            DateTimeOffset at = Now;
            int count = _random.Next(5, 40);
            double pause = _random.Next(3) switch { 0 => 0.05, 1 => 0.5, _ => 3 };
            for (int i = 0; i < count; i++)
            {
                at += TimeSpan.FromMilliseconds(_random.Next(0, (int)(pause * 2_000)));
                int number = i;
                At(at, () => Arrive(number));
                if (_isRetuned && _random.Next(8) == 0)
                {
                    At(at + TimeSpan.FromSeconds(_random.NextDouble() * 3), Retune);
                }
            }

            Run();
            if (!_isRetuned)
            {
                // Turns that come within one tick of the timers may come in either order.
                _admitted.Sort(static (one, other) => one.Number.CompareTo(other.Number));
            }

            CheckWindows();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"seed {_seed}: {exception.Message}{Environment.NewLine}{string.Join(Environment.NewLine, _log)}"), exception);
        }
    }

    private void Run()
    {
        for (int round = 0; _events.Count > 0 || _waiting.Count > 0; round++)
        {
            round.ShouldBeLessThan(10_000, "everybody is admitted in the end");
            while (_events.TryPeek(out Action? next, out (DateTimeOffset At, int Order) due) && due.At <= Now)
            {
                _events.Dequeue();
                next();
                Settle();
            }

            DateTimeOffset? timer = _time.NextDue;
            DateTimeOffset? step = _events.TryPeek(out _, out (DateTimeOffset At, int Order) coming) ? coming.At : null;
            if (timer is null && step is null)
            {
                continue;
            }

            _time.SetUtcNow(timer is null || step < timer ? step!.Value : timer.Value);
            Settle();
        }
    }

    private void Arrive(int number)
    {
        var request = new LimiterRequest(number, _random.Next(0, 4_000), Now);
        Log($"{number} arrives with {request.Bytes} bytes");
        _waiting.Add(request);
        _model.Arrive(request);
        request.Entering = _limiter.EnterAsync(request.Bytes, request.Cancellation.Token);
        if (!_isSteady && _random.Next(12) == 0)
        {
            At(Now + TimeSpan.FromSeconds(_random.NextDouble() * 4), () => GiveUp(request));
        }
    }

    private void GiveUp(LimiterRequest request)
    {
        if (_waiting.Remove(request))
        {
            Log($"{request.Number} gives up");
            Count(request.HasPlace ? "gave up its turn" : "gave up its place");
            _model.GiveUp(request);
            request.Cancellation.Cancel();
            SpinWait.SpinUntil(() => request.Entering.IsCompleted, TimeSpan.FromSeconds(30)).ShouldBeTrue();
            request.Entering.IsCanceled.ShouldBeTrue();
        }
    }

    private void Retune()
    {
        int concurrency = _random.Next(1, 9);
        (int? requests, int? tokens) = DrawRates();
        Log($"retuned to {concurrency}, {requests} requests, {tokens} tokens a minute");
        Count("retuned");
        _rates.Add((Now, requests, tokens));
        _model.Retune(concurrency);
        _limiter.Retune(concurrency, requests, tokens);
    }

    private void Leave(LimiterRequest request)
    {
        int kind = _isSteady ? 0 : _random.Next(20);
        if (kind == 19)
        {
            Log($"{request.Number} is withdrawn");
            Count("withdrawn");
            _model.Withdraw(request);
            _limiter.Withdraw();
            return;
        }

        RequestFailure? failure = kind switch
        {
            < 14 => null,
            < 16 => new RequestFailure { Summary = "500" },
            _ => new RequestFailure { Summary = "429", IsRateLimit = true, RetryAfter = DrawWish() },
        };
        (long? tokens, long? output) = failure is null && !_isSteady && _random.Next(3) > 0 ? (_random.Next(0, 4_000), _random.Next(0, 1_500)) : ((long?)null, (long?)null);
        Log($"{request.Number} leaves, {failure?.Summary}, retry after {failure?.RetryAfter}, {tokens} tokens, {output} received");
        Count(failure is null ? "answered" : failure.IsRateLimit ? "held back" : "failed");
        _model.Leave(request, failure, Now, LongestWait);
        if (failure is null)
        {
            _meanOutput += ((output ?? _meanOutput) - _meanOutput) / 16;
            if (tokens is { } taken && _rates[^1].Tokens is { } rate)
            {
                _corrections.Add((Now, (taken - request.Tokens) * 60 / rate));
            }
        }

        _limiter.Leave(new RequestLimiter.Admission(request.Admitted!.Value - _rates[0].At, request.Tokens), tokens, output, failure, LongestWait);
    }

    /// <summary>Waits until everybody who has a place is admitted or waits for a timer, and checks who is admitted.</summary>
    private void Settle()
    {
        int free = _model.Places - _admitted.Count(static request => request.HasPlace);
        SpinWait.SpinUntil(() => _waiting.Count(static request => request.Entering.IsCompleted) + _time.Count == free, TimeSpan.FromSeconds(30))
            .ShouldBeTrue($"{_model.Places} have a place, {_model.Window} may");
        foreach (LimiterRequest request in _waiting.Where(static request => request.Entering.IsCompleted).ToArray())
        {
            _waiting.Remove(request);
            Admit(request);
        }

        _limiter.Share.ShouldBe(_model.Share);
        bool isFree = _rates.TrueForAll(static rate => rate is { Requests: null, Tokens: null }) && Now >= _model.BlockedUntil + Tick;
        if (isFree)
        {
            _waiting.ShouldAllBe(request => !request.HasPlace, "where there is no rate, who has a place goes");
        }
    }

    private void Admit(LimiterRequest request)
    {
        RequestLimiter.Admission admission = request.Entering.GetAwaiter().GetResult();
        request.Admitted = Now;
        request.Tokens = admission.Tokens;
        Log($"{request.Number} is admitted for {admission.Tokens:F1} tokens");
        admission.At.ShouldBe(Now - _rates[0].At);
        request.HasPlace.ShouldBeTrue("places go in the order of arrival");
        Now.ShouldBeGreaterThanOrEqualTo(_model.BlockedUntil, "nobody goes while everybody is held back");
        if (request.Arrived == Now)
        {
            admission.Tokens.ShouldBe((request.Bytes / 4.0) + _meanOutput, 1e-6);
        }

        if (!_isRetuned)
        {
            _admitted.Where(other => other.Number > request.Number).ShouldAllBe(other => Now - other.Admitted < Tick, "requests go in their order");
        }

        Count(request.Arrived == Now ? "at once" : "after waiting");
        request.Spacing = (Spacing(request, static rate => rate.Requests, 1), Spacing(request, static rate => rate.Tokens, request.Tokens));
        _admitted.Add(request);
        At(Now + TimeSpan.FromSeconds(_random.NextDouble() * 4), () => Leave(request));
    }

    // By the highest rate that held while it waited, and by the whole share.
    private double Spacing(LimiterRequest request, Func<(DateTimeOffset At, int? Requests, int? Tokens), int?> rateOf, double amount)
    {
        int first = _rates.FindLastIndex(rate => rate.At <= request.Arrived);
        IEnumerable<int?> rates = _rates.Skip(first).Select(rateOf);
        return rates.Any(static rate => rate is null) ? 0 : rates.Min(rate => amount * 60 / rate!.Value);
    }

    /// <summary>No window of time, from any admission to any later one, holds more than its length and a burst allow.</summary>
    private void CheckWindows()
    {
        for (int i = 0; i < _admitted.Count; i++)
        {
            double requests = 0;
            double tokens = 0;
            for (int j = i + 1; j < _admitted.Count; j++)
            {
                if (_isRetuned && _admitted[j].Spacing.Requests == 0)
                {
                    // Its turn came while there was no rate, so that it went past those whose turns were given before.
                    break;
                }

                (double Requests, double Tokens) spacing = _admitted[j - 1].Spacing;
                requests += spacing.Requests;
                tokens += spacing.Tokens;
                double window = Seconds(_admitted[i], _admitted[j]);
                double corrected = _isRetuned ? double.NegativeInfinity : tokens + Corrected(_admitted[i], _admitted[j]);
                Math.Max(requests, corrected).ShouldBeLessThanOrEqualTo(
                    window + Burst + Tolerance, $"from {_admitted[i].Number} to {_admitted[j].Number}: {requests} s of requests, {corrected} s of tokens");
            }
        }

        if (_isSteady)
        {
            CheckMoments();
        }
    }

    // What was refunded may have come before its window, and what was charged late may have come after the turn was given.
    private double Corrected(LimiterRequest from, LimiterRequest to) => _corrections.Sum(correction =>
        correction.Seconds < 0
            ? correction.At >= from.Arrived && correction.At <= to.Admitted ? correction.Seconds : 0
            : correction.At > from.Admitted && correction.At < to.Arrived ? correction.Seconds : 0);

    /// <summary>Where nothing is held back and all rates stay, each goes at the first moment at which every window allows it.</summary>
    private void CheckMoments()
    {
        var moments = new List<double>();
        for (int j = 0; j < _admitted.Count; j++)
        {
            double moment = (_admitted[j].Arrived - _rates[0].At).TotalSeconds;
            double requests = 0;
            double tokens = 0;
            for (int i = j - 1; i >= 0; i--)
            {
                requests += _admitted[i].Spacing.Requests;
                tokens += _admitted[i].Spacing.Tokens;
                moment = Math.Max(moment, moments[i] + Math.Max(requests, tokens) - Burst);
            }

            // Before the start nothing was saved up.
            moment = Math.Max(moment, Math.Max(requests, tokens));
            moments.Add(moment);
            double admitted = (_admitted[j].Admitted!.Value - _rates[0].At).TotalSeconds;
            admitted.ShouldBe(moment, Tolerance, $"request {_admitted[j].Number}");
        }
    }

    private (int? Requests, int? Tokens) DrawRates() => (
        _random.Next(4) == 0 ? null : _random.Next(10, 400),
        _random.Next(2) == 0 ? null : _random.Next(5_000, 200_000));

    private TimeSpan? DrawWish() => _random.Next(4) switch
    {
        0 => null,
        1 => LongestWait + TimeSpan.FromSeconds(_random.Next(0, 2)),
        _ => TimeSpan.FromMilliseconds(_random.Next(0, 20_000)),
    };

    private static double Seconds(LimiterRequest from, LimiterRequest to) => (to.Admitted!.Value - from.Admitted!.Value).TotalSeconds;

    private void At(DateTimeOffset at, Action action) => _events.Enqueue(action, (at, _order++));

    private void Log(FormattableString line) => _log.Add(FormattableString.Invariant($"{(Now - _rates.FirstOrDefault().At).TotalSeconds:F3} ") + FormattableString.Invariant(line));

    private void Count(string what) => Reached[what] = Reached.GetValueOrDefault(what) + 1;
}
