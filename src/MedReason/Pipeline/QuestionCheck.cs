using System.Globalization;

namespace MedReason.Pipeline;

/// <summary>Checks a question before any stage sees it.</summary>
internal static class QuestionCheck
{
    /// <summary>Returns why a question cannot be worked on.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">The limits, and whether an answer is needed.</param>
    /// <returns>Code and sentence; null when it can be worked on.</returns>
    public static (string Reason, string Detail)? Refuse(MedicalQuestion question, RunOptions options)
    {
        if (string.IsNullOrWhiteSpace(question.Text))
        {
            return (ReasonCodes.EmptyQuestion, "The question has no text.");
        }

        long length = (long)question.Text.Length + (question.Context?.Length ?? 0) + (question.Answer?.Length ?? 0) + (question.Rationale?.Length ?? 0)
            + question.Options.Sum(option => (long)option.Text.Length);
        if (length > options.MaxTextLength)
        {
            return (ReasonCodes.TextTooLong, string.Create(
                CultureInfo.InvariantCulture, $"The question has {length} UTF-16 code units, and at most {options.MaxTextLength} are read."));
        }

        if (question.Options.DistinctBy(option => option.Label, StringComparer.Ordinal).Count() < question.Options.Count)
        {
            return (ReasonCodes.DuplicateOptionLabel, "Two options bear the same label.");
        }

        if (options.Mode == ReasoningMode.Answer)
        {
            return null;
        }

        if (question.AnswerLabel is not null && question.FindOption(question.AnswerLabel) is null)
        {
            return (ReasonCodes.AnswerLabelUnknown, "The label of the right answer is the label of no option.");
        }

        return string.IsNullOrWhiteSpace(question.Answer) && question.AnswerLabel is null
            ? (ReasonCodes.NoAnswer, "Explain mode needs the answer, and the question has none.")
            : null;
    }

    /// <summary>Completes label and text of the answer from each other.</summary>
    /// <param name="question">The question.</param>
    /// <param name="mode">In answer mode nothing is filled in.</param>
    /// <returns>The question with both, as far as they can be determined.</returns>
    public static MedicalQuestion CompleteAnswer(MedicalQuestion question, ReasoningMode mode)
    {
        if (mode == ReasoningMode.Answer)
        {
            return question.WithoutAnswer();
        }

        if (question.FindOption(question.AnswerLabel) is { } option)
        {
            return string.IsNullOrWhiteSpace(question.Answer) ? question with { Answer = option.Text } : question;
        }

        AnswerOption[] same = [.. question.Options.Where(candidate => IsSameText(candidate.Text, question.Answer!))];
        return same.Length == 1 ? question with { AnswerLabel = same[0].Label } : question;
    }

    private static bool IsSameText(string left, string right) => string.Equals(left.Trim(), right.Trim(), StringComparison.OrdinalIgnoreCase);
}
