using System.Text.RegularExpressions;

namespace MedReason.Datasets;

/// <summary>Cuts the list of options from the end of a stem that repeats them, as "Answer Choices: (A) ... (B) ...".</summary>
/// <remarks>
/// A list is cut where it has the labels of all options in their order, each followed by the text of its option or by nothing; after the heading "Answer
/// Choices:" also where the texts differ, such as a list in the order of another lettering.
/// </remarks>
internal static partial class StemChoices
{
    /// <summary>Returns the stem without the list.</summary>
    /// <param name="text">The stem.</param>
    /// <param name="options">The options of the entry.</param>
    /// <returns>The stem; the same instance when it lists no options.</returns>
    public static string Cut(string text, IReadOnlyList<AnswerOption> options)
    {
        if (options.Count < 2)
        {
            return text;
        }

        for (int start = FindLabel(text, options[0].Label, 0); start >= 0; start = FindLabel(text, options[0].Label, start + 1))
        {
            Match heading = Heading().Match(text[..start]);
            if (IsList(text, start, options, isSure: heading.Success))
            {
                return text[..(heading.Success ? heading.Index : start)].TrimEnd();
            }
        }

        return text;
    }

    /// <summary>Whether the rest of a stem from a position is the list of the options.</summary>
    private static bool IsList(string text, int start, IReadOnlyList<AnswerOption> options, bool isSure)
    {
        for (int i = 0; i < options.Count; i++)
        {
            int next = i + 1 < options.Count ? FindLabel(text, options[i + 1].Label, start + 1) : text.Length;
            if (next < 0)
            {
                return false;
            }

            string listed = Fold(text[start..next])[Fold(options[i].Label).Length..];
            if (!isSure && listed.Length > 0 && listed != Fold(options[i].Text))
            {
                return false;
            }

            start = next;
        }

        return true;
    }

    /// <summary>Returns the position of the next label that is written as one: "(A)", "A.", "A)", "A:"; negative when no further one is found.</summary>
    private static int FindLabel(string text, string label, int from)
    {
        for (int at = text.IndexOf(label, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(label, at + 1, StringComparison.Ordinal))
        {
            int end = at + label.Length;
            bool isBracketed = at > 0 && text[at - 1] is '(' or '[' && at - 1 >= from;
            int start = isBracketed ? at - 1 : at;
            if ((start == 0 || char.IsWhiteSpace(text[start - 1]))
                && end < text.Length && (isBracketed ? text[end] is ')' or ']' : text[end] is '.' or ')' or ':'))
            {
                return start;
            }
        }

        return -1;
    }

    /// <summary>Letters and digits alone, in lower case.</summary>
    private static string Fold(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(@"\b(?:answer\s+(?:choices|options)|choices|options)\s*:?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
