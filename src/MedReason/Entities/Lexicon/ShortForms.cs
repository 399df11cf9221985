using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds where a text defines an abbreviation: "chronic obstructive pulmonary disease (COPD)".</summary>
/// <remarks>After Schwartz and Hearst 2003: the letters of the short form are searched in the long form from its end.</remarks>
internal static class ShortForms
{
    public const int MaxShortFormLength = 10;

    /// <summary>Whether the content of a bracket may be a short form.</summary>
    public static bool IsShortForm(ReadOnlySpan<char> text)
    {
        if (text.Length is < 2 or > MaxShortFormLength || !char.IsLetterOrDigit(text[0]))
        {
            return false;
        }

        int upper = 0;
        int lower = 0;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || "(/.,;=<>".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }

            upper += char.IsUpper(c) ? 1 : 0;
            lower += char.IsLower(c) ? 1 : 0;
        }

        return upper >= 1 && (upper >= 2 || text.Length <= 4) && lower <= upper + 1;
    }

    /// <summary>Returns the first token of the long form that ends before a bracket, or -1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="lastToken">The last token before the bracket.</param>
    /// <param name="shortForm">The content of the bracket.</param>
    public static int FindLongForm(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, int lastToken, ReadOnlySpan<char> shortForm)
    {
        int earliest = FindEarliest(tokens, lastToken, shortForm);
        int start = FindStart(text[..tokens[lastToken].End], tokens[earliest].Start, shortForm);
        for (int i = earliest; start >= 0 && i <= lastToken; i++)
        {
            if (tokens[i].Start == start)
            {
                return tokens[i].Length == shortForm.Length && i == lastToken ? -1 : i;
            }
        }

        return -1;
    }

    /// <summary>Returns the first token that a long form can start with, by the number of letters in its short form.</summary>
    private static int FindEarliest(ReadOnlySpan<TextToken> tokens, int lastToken, ReadOnlySpan<char> shortForm)
    {
        int letters = 0;
        foreach (char c in shortForm)
        {
            letters += char.IsLetterOrDigit(c) ? 1 : 0;
        }

        int maxWords = Math.Min(letters + 5, letters * 2);
        int earliest = lastToken;
        while (earliest > 0 && lastToken - earliest + 1 < maxWords && !tokens[earliest].Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore))
        {
            earliest--;
        }

        return earliest;
    }

    /// <summary>
    /// Returns the position of the first letter of a short form, when a text contains its letters in order and the first one starts a word; else -1.
    /// </summary>
    private static int FindStart(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> shortForm)
    {
        if (shortForm.Length > 2 && shortForm[^1] == 's' && char.IsUpper(shortForm[^2]))
        {
            // the plural of a short form
            shortForm = shortForm[..^1];
        }

        int at = text.Length;
        for (int s = shortForm.Length - 1; s >= 0; s--)
        {
            char wanted = char.ToLowerInvariant(shortForm[s]);
            if (!char.IsLetterOrDigit(wanted))
            {
                continue;
            }

            do
            {
                at--;
            }
            while (at >= start && (char.ToLowerInvariant(text[at]) != wanted || (s == 0 && at > 0 && char.IsLetterOrDigit(text[at - 1]))));

            if (at < start)
            {
                return -1;
            }
        }

        return at;
    }
}
