using Microsoft.Extensions.Logging;

namespace MedReason;

/// <summary>What the pipeline logs. Above trace there is no text of a question, and no exception's message, which may quote one.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Question {QuestionId}: {Outcome} {Reason} at {Stage} after {Seconds:F3} s")]
    public static partial void QuestionEnded(ILogger logger, string questionId, ReasoningOutcome outcome, string? reason, string? stage, double seconds);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Question {QuestionId}: stage {Stage} failed with {Reason} ({ExceptionType})")]
    public static partial void StageFailed(ILogger logger, string questionId, string stage, string reason, string exceptionType);

    [LoggerMessage(EventId = 3, Level = LogLevel.Trace, Message = "Question {QuestionId}: stage {Stage} threw")]
    public static partial void StageThrew(ILogger logger, Exception exception, string questionId, string stage);

    [LoggerMessage(EventId = 4, Level = LogLevel.Trace, Message = "Question {QuestionId} begins: {Text}")]
    public static partial void QuestionBegins(ILogger logger, string questionId, string text);

    [LoggerMessage(EventId = 5, Level = LogLevel.Debug, Message = "Question {QuestionId}: the hidden attempt ended with {Reason}; it is tried again with the answer shown")]
    public static partial void ShownAfterHidden(ILogger logger, string questionId, string? reason);
}
