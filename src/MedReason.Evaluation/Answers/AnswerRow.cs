namespace MedReason.Evaluation;

/// <summary>Names that rows carry.</summary>
internal static class AnswerRow
{
    /// <summary>A status as rows write it.</summary>
    public static string StatusName(AnswerStatus status) => status switch
    {
        AnswerStatus.Answered => "answered",
        AnswerStatus.Ambiguous => "ambiguous",
        _ => "abstain",
    };
}
