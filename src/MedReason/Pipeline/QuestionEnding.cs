using MedReason.Telemetry;
using Microsoft.Extensions.Logging;

namespace MedReason.Pipeline;

/// <summary>How a question ended. Immutable.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Stage">The stage that ended it; null when accepted.</param>
/// <param name="Reason">The reason code; null when accepted.</param>
/// <param name="Detail">The reason as a sentence; null when accepted.</param>
internal sealed record QuestionEnding(ReasoningOutcome Outcome, string? Stage, string? Reason, string? Detail)
{
    /// <summary>Gets the ending of a result that is reported while the question is being worked on.</summary>
    public static QuestionEnding Unfinished { get; } =
        new(ReasoningOutcome.Rejected, null, ReasonCodes.Unfinished, "The question is still being worked on.");

    /// <summary>Gets the type of the exception that a stage threw; null when none did.</summary>
    public string? ErrorType { get; private init; }

    /// <summary>Ends a question by its verdict.</summary>
    public static QuestionEnding Of(ChainVerdict verdict)
    {
        VerificationFinding? gravest = verdict.Findings.OrderByDescending(finding => finding.Severity).FirstOrDefault();
        bool hasError = gravest?.Severity == FindingSeverity.Error;
        return verdict.Status switch
        {
            VerdictStatus.Accepted when !hasError => new QuestionEnding(ReasoningOutcome.Accepted, null, null, null),
            VerdictStatus.Unknown when !hasError => new QuestionEnding(
                ReasoningOutcome.Rejected, StageNames.Verify, ReasonCodes.VerdictUnknown, gravest?.Message ?? "The verdict is unknown, which is never a pass."),
            _ => new QuestionEnding(
                ReasoningOutcome.Rejected, StageNames.Verify, gravest?.Code ?? ReasonCodes.VerdictUnknown, gravest?.Message ?? "The chain was rejected."),
        };
    }

    /// <summary>Ends a question by the failure of a stage, and logs it.</summary>
    public static QuestionEnding Failed(StageFailedException failure, ILogger logger)
    {
        string errorType = MedReasonTelemetry.ErrorType(failure.InnerException!);
        PipelineLog.StageFailed(logger, failure.Stage, failure.Reason, errorType);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string thrown = ExceptionShape.Describe(failure.InnerException!);
            PipelineLog.StageThrew(logger, failure.Stage, thrown);
        }

        return new QuestionEnding(ReasoningOutcome.Failed, failure.Stage, failure.Reason, failure.Message) { ErrorType = errorType };
    }
}
