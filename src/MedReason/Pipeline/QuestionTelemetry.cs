using System.Diagnostics;
using MedReason.Shared;
using MedReason.Telemetry;

namespace MedReason.Pipeline;

/// <summary>Records the end of a question: metrics, the span's attributes, and a line in the log.</summary>
internal static class QuestionTelemetry
{
    /// <summary>Records a question that ended.</summary>
    /// <param name="stages">The log.</param>
    /// <param name="options">The mode, and whether text may be recorded.</param>
    /// <param name="progress">The question, ended.</param>
    /// <param name="activity">The span of the question; null without a listener.</param>
    /// <param name="elapsed">How long the question took.</param>
    public static void Record(PipelineStages stages, RunOptions options, QuestionProgress progress, Activity? activity, TimeSpan elapsed)
    {
        QuestionEnding ending = progress.Ending!;
        string mode = options.Mode == ReasoningMode.Explain ? "explain" : "answer";
        string outcome = ending.Outcome switch
        {
            ReasoningOutcome.Accepted => "accepted",
            ReasoningOutcome.Rejected => "rejected",
            _ => "failed",
        };
        var tags = new TagList { { MedReasonTelemetry.OutcomeTag, outcome }, { MedReasonTelemetry.ModeTag, mode } };
        MedReasonTelemetry.QuestionDuration.Record(elapsed.TotalSeconds, tags);
        if (ending.Stage is { } stage)
        {
            tags.Add(MedReasonTelemetry.StageTag, stage);
        }

        string? code = ending.Reason is null ? null : TelemetryCode.Of(ending.Reason);
        if (code is not null)
        {
            tags.Add(MedReasonTelemetry.ReasonTag, code);
        }

        MedReasonTelemetry.Questions.Add(1, tags);
        if (activity is not null)
        {
            foreach ((string name, object? value) in tags)
            {
                activity.SetTag(name, value);
            }

            activity.SetTag(MedReasonTelemetry.VisibilityTag, progress.Visibility == AnswerVisibility.Hidden ? "hidden" : "shown");
            if (ending.ErrorType is not null)
            {
                activity.SetStatus(ActivityStatusCode.Error);
                activity.SetTag(MedReasonTelemetry.ErrorTypeTag, ending.ErrorType);
            }

            if (options.EnableSensitiveData)
            {
                activity.SetTag(SensitiveContent.DetailTag, ending.Detail);
            }
        }

        PipelineLog.QuestionEnded(stages.Logger, ending.Outcome, code, ending.Stage, elapsed.TotalSeconds);
    }
}
