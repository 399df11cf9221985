namespace MedReason.Datasets;

/// <summary>What a model is to learn from the same questions, so that arms can be compared.</summary>
internal static class TrainingArm
{
    public const string Chain = "chain";
    public const string Source = "source";
    public const string Answer = "answer";

    /// <summary>Gets the response of an arm: the run's chain and the answer, the source's own reasoning and the answer, or only the answer.</summary>
    public static string Response(string arm, ExportRow row, ExportOptions options)
    {
        string answer = row.AnswerIn(options.Answer)!;
        return arm switch
        {
            Chain => TrainingResponse.Compose(row.Reasoning, answer, FormOf(arm, options)),
            Source => TrainingResponse.Compose(row.SourceReasoning!, answer, FormOf(arm, options)),
            _ => TrainingResponse.Compose(string.Empty, answer, FormOf(arm, options)),
        };
    }

    public static ReasoningForm FormOf(string arm, ExportOptions options) => arm == Answer ? ReasoningForm.None : options.Reasoning ?? ReasoningForm.Published;
}
