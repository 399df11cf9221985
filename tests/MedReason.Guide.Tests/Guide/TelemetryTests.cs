using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MedReason.Guide.Tests;

public sealed class TelemetryTests : GuideChapter
{
    private const string Question = "medreason.question";
    private const string QuestionText = "medreason.question.text";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenTelemetry_hears_spans_and_metrics_and_text_after_the_opt_in_alone(bool isTextWanted)
    {
        using var spans = new SpanCollector();
        using var metrics = new MetricCollector();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        IServiceCollection services = builder.Services;
        services.AddKnowledgeGraph(await ReadStarterGraphAsync()).AddMedReason();

        #region telemetry
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(MedReasonTelemetry.SourceName))
            .WithMetrics(metrics => metrics.AddMeter(MedReasonTelemetry.SourceName));
        #endregion

        if (isTextWanted)
        {
            #region telemetry-text
            services.AddMedReason(options => options.Run = options.Run with { EnableSensitiveData = true });
            #endregion
        }

        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
        services.ConfigureOpenTelemetryMeterProvider(meters => meters.AddReader(new BaseExportingMetricReader(metrics)));
        using IHost host = builder.Build();
        await host.StartAsync();
        string text = isTextWanted ? Cough.Text : Cough.Text + " Nobody may hear.";
        await host.Services.GetRequiredService<ReasoningPipeline>().RunAsync(Cough with { Text = text });
        host.Services.GetRequiredService<MeterProvider>().ForceFlush().ShouldBeTrue();
        await host.StopAsync();

        // Chapters that run beside this one are heard too: source and meter belong to the process.
        spans.Ended.ShouldContain(static span => span.OperationName == Question);
        spans.Ended.Any(span => Equals(span.GetTagItem(QuestionText), text)).ShouldBe(isTextWanted);
        metrics.Names.ShouldContain(static name => name.StartsWith(Question, StringComparison.Ordinal));
    }

    private sealed class SpanCollector : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = [];

        public override void OnEnd(Activity data) => Ended.Enqueue(data);
    }

    private sealed class MetricCollector : BaseExporter<Metric>
    {
        public ConcurrentQueue<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                Names.Enqueue(metric.Name);
            }

            return ExportResult.Success;
        }
    }
}
