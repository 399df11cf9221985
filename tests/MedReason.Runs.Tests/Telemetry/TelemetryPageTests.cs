using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using MedReason.Tests;

namespace MedReason.Runs.Tests;

/// <summary>Holds docs/telemetry.md to what the code declares and to what work emits, both ways.</summary>
public sealed partial class TelemetryPageTests
{
    private static readonly TelemetryPage Page = new();

    // What no list can hold: names of classes, numbers, and codes, which are compared apart.
    private static readonly string[] Open = ["error.type", "medreason.graph.kind", "medreason.graph.items", "medreason.reason"];

    [Fact]
    public async Task Every_metric_of_the_page_is_declared_and_emitted_so_and_there_is_no_other()
    {
        using var observed = new Observed();
        await ObservedRun.WorkAsync(withText: false);

        Instrument[] declared = [.. observed.Instruments.Where(instrument => instrument.Meter.Name == MedReasonTelemetry.SourceName)];
        declared.Select(instrument => $"{instrument.Name} {Kind(instrument)} {instrument.Unit}").Order(StringComparer.Ordinal)
            .ShouldBe(Page.Metrics.Select(metric => $"{metric.Key} {metric.Value.Kind} {metric.Value.Unit}").Order(StringComparer.Ordinal));
        declared.ShouldAllBe(instrument => instrument.Description!.Length > 0 && instrument.Meter.Version!.Length > 0);
        declared.OfType<Histogram<double>>().ShouldAllBe(histogram => histogram.Unit == "s" && histogram.Advice!.HistogramBucketBoundaries!.Count > 8);
        Dictionary<string, string[]> emitted = observed.Measurements
            .Where(measurement => measurement.Instrument.Meter.Name == MedReasonTelemetry.SourceName)
            .GroupBy(measurement => measurement.Instrument.Name)
            .ToDictionary(group => group.Key, group => group.SelectMany(measurement => measurement.Tags).Select(tag => tag.Key).Distinct().ToArray());
        foreach ((string name, (_, _, string[] attributes)) in Page.Metrics)
        {
            emitted.ShouldContainKey(name);
            emitted[name].Order(StringComparer.Ordinal).ShouldBe(attributes.Order(StringComparer.Ordinal), name);
        }
    }

    [Fact]
    public async Task Every_span_of_the_page_is_emitted_so_and_there_is_no_other()
    {
        using var observed = new Observed();
        await ObservedRun.WorkAsync(withText: false);

        Activity[] spans = [.. observed.Activities.Where(activity => activity.Source.Name == MedReasonTelemetry.SourceName)];
        spans.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal).ShouldBe(Page.Spans.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, string[] attributes) in Page.Spans)
        {
            Activity[] own = [.. spans.Where(span => span.OperationName == name)];
            own.SelectMany(span => span.TagObjects).Select(tag => tag.Key).Distinct().Order(StringComparer.Ordinal).ShouldBe(attributes.Order(StringComparer.Ordinal), name);
            own.ShouldAllBe(span => span.Kind == ActivityKind.Internal && !span.Events.Any() && span.StatusDescription == null && span.Source.Version!.Length > 0);
        }
    }

    [Fact]
    public async Task Every_value_that_is_emitted_is_listed_and_the_lists_are_those_of_the_code()
    {
        using var observed = new Observed();
        await ObservedRun.WorkAsync(withText: false);

        IEnumerable<KeyValuePair<string, object?>> tags = observed.Measurements
            .Where(measurement => measurement.Instrument.Meter.Name == MedReasonTelemetry.SourceName).SelectMany(measurement => measurement.Tags)
            .Concat(observed.Activities.Where(activity => activity.Source.Name == MedReasonTelemetry.SourceName).SelectMany(activity => activity.TagObjects));
        string[] reasons = [.. Constants(typeof(ReasonCodes)), .. Page.Attributes["medreason.reason"], "some_reason"];
        foreach ((string name, object? value) in tags.Distinct())
        {
            Page.Attributes.Keys.ShouldContain(name);
            bool isListed = name == "medreason.reason" ? reasons.Contains(value) : Open.Contains(name) || Page.Attributes[name].Contains(value);
            isListed.ShouldBeTrue($"{name}={value}");
        }

        Page.Attributes.Keys.Order(StringComparer.Ordinal).ShouldBe(
            Page.Spans.Values.Concat(Page.Metrics.Values.Select(metric => metric.Attributes)).SelectMany(names => names).Distinct().Order(StringComparer.Ordinal));
        Page.Attributes["medreason.stage"].ShouldBe([.. Constants(typeof(StageNames)), "read"], ignoreOrder: true);
        Page.Attributes["medreason.mode"].ShouldBe(Values<ReasoningMode>());
        Page.Attributes["medreason.visibility"].ShouldBe(Values<AnswerVisibility>());
        Page.Attributes["medreason.outcome"].ShouldBe(Values<ReasoningOutcome>());
        Page.Attributes["medreason.reply.failure"].ShouldBe(Values<ModelOutputFailure>());
        Page.Attributes["medreason.reason"].Where(code => code != nameof(ReasonCodes)).ShouldBe(
            Constants(typeof(MedReasonTelemetry).Assembly.GetType("MedReason.Entities.ChatEntityTelemetry", throwOnError: true)!), ignoreOrder: true);
    }

    [Fact]
    public async Task With_the_opt_in_the_spans_carry_what_the_page_says_and_nothing_else_more()
    {
        using var observed = new Observed();
        await ObservedRun.WorkAsync(withText: true);

        string[] carried =
        [
            .. observed.Activities
                .Where(activity => activity.Source.Name == MedReasonTelemetry.SourceName)
                .SelectMany(activity => activity.TagObjects.Where(tag => tag.Value is not null).Select(tag => $"{tag.Key} {activity.OperationName}"))
                .Distinct(),
        ];
        carried.Order(StringComparer.Ordinal).ShouldBe(
            Page.Spans.SelectMany(span => span.Value.Select(attribute => $"{attribute} {span.Key}"))
                .Concat(Page.SensitiveAttributes.Select(attribute => $"{attribute.Key} {attribute.Value}")).Order(StringComparer.Ordinal));
        observed.Measurements.Where(measurement => measurement.Instrument.Meter.Name == MedReasonTelemetry.SourceName)
            .SelectMany(measurement => measurement.Tags).ShouldAllBe(tag => Page.Attributes.ContainsKey(tag.Key));
    }

    private static string Kind(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or Counter<double> => "counter",
        UpDownCounter<long> => "up-down counter",
        _ => instrument.GetType().Name,
    };

    private static string[] Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    private static string[] Values<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => Words().Replace(name, "_").ToLowerInvariant())];

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();
}
