namespace MedReason.Pipeline;

/// <summary>The failure of a stage on its way to the result. Never leaves the pipeline.</summary>
internal sealed class StageFailedException(string stage, string reason, string detail, Exception innerException) : Exception(detail, innerException)
{
    /// <summary>Gets the stage that failed.</summary>
    public string Stage { get; } = stage;

    /// <summary>Gets the reason code.</summary>
    public string Reason { get; } = reason;

    /// <summary>Creates the failure, with code and sentence, for an exception that a stage threw.</summary>
    /// <param name="stage">The stage that was running.</param>
    /// <param name="exception">The exception.</param>
    /// <returns>The failure.</returns>
    public static StageFailedException From(string stage, Exception exception)
    {
        string reason = exception switch
        {
            ModelOutputException => ReasonCodes.ModelOutput,
            KnowledgeGraphException => ReasonCodes.GraphFailed,
            OperationCanceledException or TimeoutException or MedReasonException { InnerException: TimeoutException } => ReasonCodes.Timeout,
            _ => stage switch
            {
                StageNames.Extract => ReasonCodes.ExtractFailed,
                StageNames.Link => ReasonCodes.LinkFailed,
                StageNames.Search => ReasonCodes.SearchFailed,
                StageNames.Rank => ReasonCodes.RankFailed,
                StageNames.Write => ReasonCodes.WriterFailed,
                StageNames.Verify => ReasonCodes.VerifierFailed,
                _ => ReasonCodes.GraphFailed,
            },
        };

        // Only our own exceptions guarantee a message for people without a question's text in it.
        string detail = exception is MedReasonException && exception.Message.Length > 0
            ? exception.Message
            : $"The stage '{stage}' threw {exception.GetType().FullName}.";
        return new StageFailedException(stage, reason, detail, exception);
    }
}
