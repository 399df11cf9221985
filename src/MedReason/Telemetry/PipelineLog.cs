using Microsoft.Extensions.Logging;

namespace MedReason.Telemetry;

/// <summary>
/// The log messages of the pipeline: codes, types and durations. Text, including the ids of questions, is logged only with
/// <see cref="RunOptions.EnableSensitiveData"/>; an exception's message never, since a foreign one may quote a key.
/// </summary>
internal static partial class PipelineLog
{
    private static readonly Func<ILogger, string, IDisposable?> QuestionScope = LoggerMessage.DefineScope<string>("Question {QuestionId}");

    /// <summary>Starts a scope that adds the question's id to every message.</summary>
    public static IDisposable? BeginQuestion(ILogger logger, string questionId) => QuestionScope(logger, questionId);

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Question {Outcome} {Reason} at {Stage} after {Seconds:F3} s")]
    public static partial void QuestionEnded(ILogger logger, ReasoningOutcome outcome, string? reason, string? stage, double seconds);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Stage {Stage} failed with {Reason} ({ExceptionType})")]
    public static partial void StageFailed(ILogger logger, string stage, string reason, string exceptionType);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "Stage {Stage} threw {Thrown}")]
    public static partial void StageThrew(ILogger logger, string stage, string thrown);

    [LoggerMessage(EventId = 4, Level = LogLevel.Debug, Message = "Question begins: {Text}")]
    public static partial void QuestionBegins(ILogger logger, string text);

    [LoggerMessage(EventId = 5, Level = LogLevel.Debug, Message = "The hidden attempt ended with {Reason}; it is tried again with the answer shown")]
    public static partial void ShownAfterHidden(ILogger logger, string reason);

    [LoggerMessage(EventId = 6, Level = LogLevel.Debug, Message = "Stage {Stage} gave: {Content}")]
    public static partial void StageGave(ILogger logger, string stage, string content);

    [LoggerMessage(EventId = 7, Level = LogLevel.Debug, Message = "Stage {Stage} could not use the reply: {RawText}")]
    public static partial void ReplyUnusable(ILogger logger, string stage, string rawText);
}
