using System.Diagnostics;
using System.Diagnostics.Metrics;
using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>
/// The instruments of runs, under the meter name of <see cref="MedReasonTelemetry"/>. <c>docs/telemetry.md</c> lists names, units and attributes.
/// </summary>
internal static class RunTelemetry
{
    private const string RequestOutcomeTag = "medreason.request.outcome";
    private const string RequestRetryTag = "medreason.request.retry";
    private const string CostKindTag = "medreason.cost.kind";
    private static readonly double[] WaitSeconds = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

    private static readonly Meter Meter = new(MedReasonTelemetry.SourceName, typeof(RunTelemetry).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("medreason.run.rows", "{row}", "Rows of runs by what became of them.");

    private static readonly Counter<long> Deferrals = Meter.CreateCounter<long>(
        "medreason.run.deferrals", "{row}", "Rows that were put off because the provider asked to wait too long.");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "medreason.run.requests", "{request}", "Requests to models by what became of them.");

    private static readonly Counter<long> RecordedReplies = Meter.CreateCounter<long>(
        "medreason.run.recorded_replies", "{reply}", "Calls that a run answered out of its own record.");

    private static readonly Histogram<double> RequestWait = Meter.CreateHistogram(
        "medreason.run.request.wait.duration", "s", "How long requests waited for a place, the rates and the money.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = WaitSeconds });

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("medreason.run.cost", "{USD}", "US dollars that requests came to.");

    private static readonly UpDownCounter<long> OpenCircuits = Meter.CreateUpDownCounter<long>(
        "medreason.run.circuits.open", "{circuit}", "Runs that rest because call after call failed alike.");

    /// <summary>A row has its result.</summary>
    public static void Row(RunResult result)
    {
        if (!Rows.Enabled)
        {
            return;
        }

        var tags = new TagList { { MedReasonTelemetry.OutcomeTag, TelemetryCode.Of(result.Outcome) } };
        if (result.Stage is { } stage)
        {
            tags.Add(MedReasonTelemetry.StageTag, TelemetryCode.Of(stage));
        }

        if (result.Reason is { } reason)
        {
            tags.Add(MedReasonTelemetry.ReasonTag, TelemetryCode.Of(reason));
        }

        Rows.Add(1, tags);
    }

    /// <summary>A row is put off.</summary>
    public static void Deferral() => Deferrals.Add(1);

    /// <summary>A call was answered without a request.</summary>
    public static void RecordedReply() => RecordedReplies.Add(1);

    /// <summary>A request may be sent, after a wait.</summary>
    public static void Waited(TimeSpan time) => RequestWait.Record(time.TotalSeconds);

    /// <summary>A request was answered.</summary>
    /// <param name="isRetry">Whether an earlier request of the same call failed.</param>
    /// <param name="cost">What it cost, in picodollars.</param>
    public static void Answered(bool isRetry, long cost)
    {
        Requests.Add(1, new KeyValuePair<string, object?>(RequestOutcomeTag, "answered"), Retry(isRetry));
        Spend(cost, "billed");
    }

    /// <summary>A request got no reply.</summary>
    /// <param name="isRetry">Whether an earlier request of the same call failed.</param>
    /// <param name="failure">Why.</param>
    /// <param name="amount">What it may have cost, in picodollars.</param>
    public static void Failed(bool isRetry, RequestFailure failure, long amount)
    {
        Requests.Add(
            1,
            new KeyValuePair<string, object?>(RequestOutcomeTag, failure.MayBeBilled ? "possibly_billed" : "failed"),
            Retry(isRetry),
            new KeyValuePair<string, object?>(
                MedReasonTelemetry.ErrorTypeTag, failure.IsRateLimit ? "rate_limit" : failure.IsTransient ? "transient" : "permanent"));
        Spend(amount, "possible");
    }

    /// <summary>A circuit opens or closes.</summary>
    public static void Circuit(bool isOpen) => OpenCircuits.Add(isOpen ? 1 : -1);

    private static void Spend(long picodollars, string kind)
    {
        if (picodollars > 0)
        {
            Cost.Add((double)Money.ToDollars(picodollars), new KeyValuePair<string, object?>(CostKindTag, kind));
        }
    }

    private static KeyValuePair<string, object?> Retry(bool isRetry) => new(RequestRetryTag, isRetry ? "true" : "false");
}
