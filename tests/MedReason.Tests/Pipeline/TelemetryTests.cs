using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace MedReason.Tests;

public sealed class TelemetryTests
{
    private const string Marker = "zebra-marker";

    [Fact]
    public async Task Stages_and_questions_are_activities_and_measurements_without_any_text_of_the_question()
    {
        string id = "telemetry-question";
        var activities = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MedReasonTelemetry.SourceName && source.Version == "0.1.0",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var measurements = new ConcurrentBag<string>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, meterListener) =>
        {
            if (instrument.Meter.Name == MedReasonTelemetry.SourceName)
            {
                meterListener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measurements.Add(Tell(instrument, tags)));
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => measurements.Add(Tell(instrument, tags)));
        meters.Start();

        await TestPipeline.Create().RunAsync(ClinicQuestions.Drug with { Id = id, Text = ClinicQuestions.Drug.Text + Marker });

        Activity question = activities.Single(activity => activity.OperationName == "medreason.question" && Equals(activity.GetTagItem("medreason.question.id"), id));
        question.GetTagItem("medreason.outcome").ShouldBe("accepted");
        question.GetTagItem("medreason.mode").ShouldBe("explain");
        question.GetTagItem("medreason.visibility").ShouldBe("hidden");
        activities.Where(activity => activity.ParentId == question.Id).Select(activity => activity.GetTagItem("medreason.stage"))
            .Distinct().Order().ShouldBe(["extract", "graph", "link", "rank", "search", "verify", "write"]);
        measurements.ShouldContain("medreason.questions {question} medreason.outcome=accepted medreason.reason= medreason.mode=explain");
        measurements.ShouldContain("medreason.question.duration s medreason.outcome=accepted medreason.mode=explain");
        measurements.ShouldContain("medreason.stage.duration s medreason.stage=write");
        measurements.ShouldContain(line => line.StartsWith("medreason.search.expanded_edges {edge}", StringComparison.Ordinal));
        string all = string.Join('\n', measurements) + string.Join('\n', activities.SelectMany(activity => activity.Tags).Select(tag => $"{tag.Key}={tag.Value}"));
        all.ShouldNotContain(Marker);
    }

    [Fact]
    public async Task Above_trace_no_log_line_carries_text_of_the_question_or_of_an_exception()
    {
        var log = new LogLines();
        ReasoningPipeline pipeline = TestPipeline.Create(
            logger: log, writer: new TestPipeline.Writer((request, _) => throw new InvalidOperationException(request.Question.Text)));
        await pipeline.RunAsync(ClinicQuestions.Drug with { Text = ClinicQuestions.Drug.Text + Marker });

        log.Lines.Where(line => line.Level > LogLevel.Trace).ShouldAllBe(line => !line.Text.Contains(Marker, StringComparison.Ordinal));
        log.Lines.ShouldContain(line => line.Level == LogLevel.Warning && line.Text == "Question drug: stage write failed with writer_failed (InvalidOperationException)");
        log.Lines.ShouldContain(line => line.Level == LogLevel.Trace && line.Text.Contains(Marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Durations_come_from_the_injected_clock_alone()
    {
        var log = new LogLines();
        ReasoningPipeline pipeline = TestPipeline.Create(logger: log, timeProvider: new StandingClock());
        await pipeline.RunAsync(ClinicQuestions.Drug);

        log.Lines.ShouldContain(line => line.Level == LogLevel.Debug && line.Text.EndsWith("after 0.000 s", StringComparison.Ordinal));
    }

    private static string Tell(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new System.Text.StringBuilder($"{instrument.Name} {instrument.Unit}");
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            text.Append($" {tag.Key}={tag.Value}");
        }

        return text.ToString();
    }

    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 42;
    }

    private sealed class LogLines : ILogger<ReasoningPipeline>
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception) + exception));
    }
}
