namespace MedReason.Questions;

/// <summary>The labels of yes, no and maybe of a question that has no other options. Immutable.</summary>
/// <param name="Yes">The label of yes; null for a question without options.</param>
/// <param name="No">The label of no; null when it is not offered, and for a question without options.</param>
internal sealed record PolarChoice(string? Yes, string? No)
{
    private static readonly string[] Open = ["maybe", "uncertain", "unclear", "unknown"];

    /// <summary>Reads the options of a question, or its known answer where it has none.</summary>
    /// <param name="question">The question.</param>
    /// <returns>The labels; null when something else than yes or no is asked.</returns>
    public static PolarChoice? Of(MedicalQuestion question)
    {
        if (question.Options.Count == 0)
        {
            return IsYes(question.Answer) || IsNo(question.Answer) || IsOpen(question.Answer) ? new PolarChoice(null, null) : null;
        }

        AnswerOption[] yes = [.. question.Options.Where(static option => IsYes(option.Text))];
        AnswerOption[] no = [.. question.Options.Where(static option => IsNo(option.Text))];
        bool isPolar = yes.Length == 1 && no.Length == 1
            && question.Options.All(static option => IsYes(option.Text) || IsNo(option.Text) || IsOpen(option.Text));
        return isPolar ? new PolarChoice(yes[0].Label, no[0].Label) : null;
    }

    /// <summary>Determines whether an answer is yes.</summary>
    public static bool IsYes(string? answer) => Is(answer, "yes");

    /// <summary>Determines whether an answer is no.</summary>
    public static bool IsNo(string? answer) => Is(answer, "no");

    private static bool IsOpen(string? answer) => Array.Exists(Open, word => Is(answer, word));

    private static bool Is(string? answer, string word) => answer is not null && answer.AsSpan().Trim(" .").Equals(word, StringComparison.OrdinalIgnoreCase);
}
