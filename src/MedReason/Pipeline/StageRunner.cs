using System.Diagnostics;
using MedReason.Chat;
using MedReason.Telemetry;

namespace MedReason.Pipeline;

/// <summary>Runs the stages of one question and measures each: span, duration, calls of models, and failure.</summary>
/// <param name="stages">The clock and the log.</param>
/// <param name="options">Whether text may be recorded.</param>
internal sealed class StageRunner(PipelineStages stages, RunOptions options)
{
    /// <summary>Gets what the stages have spent so far, the failed ones among them.</summary>
    public StageSpending Spending { get; private set; } = StageSpending.Nothing;

    /// <summary>Runs a stage.</summary>
    /// <param name="stage">The stage, one of <see cref="StageNames"/>.</param>
    /// <param name="work">What it does.</param>
    /// <param name="cancellationToken">Cancels the stage.</param>
    /// <returns>The result of the stage; never null.</returns>
    /// <exception cref="StageFailedException">The stage threw, or returned null.</exception>
    public async Task<T> RunAsync<T>(string stage, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        long start = stages.TimeProvider.GetTimestamp();
        using Activity? activity = MedReasonTelemetry.Source.StartActivity(MedReasonTelemetry.StageActivity);
        if (activity is not null)
        {
            activity.DisplayName = $"{MedReasonTelemetry.StageActivity} {stage}";
            activity.SetTag(MedReasonTelemetry.StageTag, stage);
        }

        var tags = new TagList { { MedReasonTelemetry.StageTag, stage } };
        using var calls = ModelUsageScope.Begin(stage);
        T? result = default;
        try
        {
            result = await work(cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                throw new MedReasonException($"The stage '{stage}' returned null.") { StageName = stage };
            }

            if (options.EnableSensitiveData)
            {
                SensitiveContent.WriteStage(activity, stages.Logger, stage, result);
            }

            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            string errorType = MedReasonTelemetry.ErrorType(exception);
            tags.Add(MedReasonTelemetry.ErrorTypeTag, errorType);
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag(MedReasonTelemetry.ErrorTypeTag, errorType);
            if (options.EnableSensitiveData)
            {
                SensitiveContent.WriteFailure(activity, stages.Logger, stage, exception);
            }

            await calls.RejectAsync(exception).ConfigureAwait(false);
            throw StageFailedException.From(stage, exception);
        }
        finally
        {
            Spending = Spending.Add(stage, calls, result);
            RecordCalls(stage, StageSpending.UsageOf(calls, result));
            MedReasonTelemetry.StageDuration.Record(stages.TimeProvider.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    private static void RecordCalls(string stage, ModelUsage? usage)
    {
        if (usage is not null)
        {
            var stageTag = new KeyValuePair<string, object?>(MedReasonTelemetry.StageTag, stage);
            MedReasonTelemetry.ModelCalls.Add(usage.Calls, stageTag);
            MedReasonTelemetry.ModelTokens.Add(usage.InputTokens, stageTag, new KeyValuePair<string, object?>(MedReasonTelemetry.TokenTypeTag, "input"));
            MedReasonTelemetry.ModelTokens.Add(usage.OutputTokens, stageTag, new KeyValuePair<string, object?>(MedReasonTelemetry.TokenTypeTag, "output"));
        }
    }
}
