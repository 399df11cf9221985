namespace MedReason.Pipeline;

/// <summary>Builds the result of a question, finished or not, with its provenance.</summary>
internal static class ResultBuilder
{
    /// <summary>Builds a result.</summary>
    /// <param name="question">The question, as it was given.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="progress">What the steps have given.</param>
    /// <param name="ending">How the question ended.</param>
    /// <param name="spending">What the stages have spent.</param>
    public static ReasoningResult Build(
        MedicalQuestion question, RunOptions options, QuestionProgress progress, QuestionEnding ending, StageSpending spending) => new()
        {
            Question = question,
            Links = progress.Links,
            Search = progress.Search,
            Evidence = progress.Evidence,
            Chain = progress.Chain,
            Verdict = progress.Verdict,
            Outcome = ending.Outcome,
            FailedStage = ending.Stage,
            Reason = ending.Reason,
            Detail = ending.Detail,
            Fallbacks = spending.Fallbacks,
            Usage = spending.Usage,
            Provenance = progress.Metadata is not { } metadata ? null : new ReasoningProvenance
            {
                GraphName = metadata.Name,
                GraphVersion = metadata.Version,
                GraphHash = metadata.ContentHash,
                Mode = options.Mode,
                WriterSees = options.Mode == ReasoningMode.Answer ? AnswerVisibility.Hidden : progress.Visibility,
                IsAnswerVisible = progress.Conclusions?.IsAnswerVisible ?? false,
                HiddenAttempts = progress.HiddenAttempts,
                IsRationaleUsed = progress.Answer?.AreFromRationale == true || progress.Statement?.IsFromRationale == true,
                Seed = options.Seed,
                Models = spending.Models,
                Prompts = spending.Prompts,
                PackageVersion = MedReasonTelemetry.Version,
                SourceSplit = (question.Dataset, question.Split) switch
                {
                    (null, null) => null,
                    (null, _) => question.Split,
                    (_, null) => question.Dataset,
                    _ => $"{question.Dataset}/{question.Split}",
                },
            },
        };
}
