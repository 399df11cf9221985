namespace MedReason.Datasets;

/// <summary>Prompt and response of a training row, special tokens broken; and how a response is taken apart again.</summary>
internal static class TrainingResponse
{
    private const string ThinkStart = "<think>\n";
    private const string ThinkEnd = "\n</think>\n\n";
    private const string PublishedStart = "## Thinking\n\n";
    private const string PublishedMiddle = "\n\n## Final Answer\n\n";

    public static string Prompt(ExportRow row, bool includeOptions) =>
        SpecialTokens.Neutralize(includeOptions && row.Options.Length > 0 ? row.Question.Trim() + "\n\n" + row.Options : row.Question.Trim());

    public static string Compose(string reasoning, string answer, ReasoningForm form)
    {
        (reasoning, answer) = (SpecialTokens.Neutralize(reasoning.Trim()), SpecialTokens.Neutralize(answer.Trim()));
        return form switch
        {
            ReasoningForm.Think => ThinkStart + reasoning + ThinkEnd + answer,
            ReasoningForm.Published => PublishedStart + reasoning + PublishedMiddle + answer,
            _ => answer,
        };
    }

    /// <summary>Splits a response into reasoning and answer; null when it is not in the form.</summary>
    public static (string Reasoning, string Answer)? Split(string response, ReasoningForm form) => form switch
    {
        ReasoningForm.Think => Split(response, ThinkStart, ThinkEnd),
        ReasoningForm.Published => Split(response, PublishedStart, PublishedMiddle),
        _ => (string.Empty, response),
    };

    private static (string Reasoning, string Answer)? Split(string response, string start, string middle)
    {
        int end = response.IndexOf(middle, StringComparison.Ordinal);
        return response.StartsWith(start, StringComparison.Ordinal) && end >= start.Length
            ? (response[start.Length..end], response[(end + middle.Length)..])
            : null;
    }
}
