using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds where a text defines an abbreviation: "chronic obstructive pulmonary disease (COPD)".</summary>
/// <remarks>After Schwartz and Hearst 2003: the letters of the short form are looked for in the long form from the end.</remarks>
internal static class AbbreviationFinder
{
    private const int LongestShortForm = 10;

    /// <summary>Whether what stands in a bracket may be a short form.</summary>
    public static bool IsShortForm(ReadOnlySpan<char> text)
    {
        if (text.Length is < 2 or > LongestShortForm || !char.IsLetterOrDigit(text[0]))
        {
            return false;
        }

        int upper = 0;
        int other = 0;
        foreach (char c in text)
        {
            if (char.IsUpper(c))
            {
                upper++;
            }
            else if (char.IsWhiteSpace(c) || c is '(' or '/' or '.' or ',' or ';' or '=' or '<' or '>')
            {
                return false;
            }
            else if (char.IsLower(c))
            {
                other++;
            }
        }

        return upper >= 1 && (upper >= 2 || text.Length <= 4) && other <= upper + 1;
    }

    /// <summary>The first word of the long form that ends where the bracket starts, or -1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its words.</param>
    /// <param name="lastToken">The last word before the bracket.</param>
    /// <param name="shortForm">What stands in the bracket.</param>
    public static int FindLongForm(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, int lastToken, ReadOnlySpan<char> shortForm)
    {
        int letters = 0;
        foreach (char c in shortForm)
        {
            letters += char.IsLetterOrDigit(c) ? 1 : 0;
        }

        int mostWords = Math.Min(letters + 5, letters * 2);
        int earliest = lastToken;
        while (earliest > 0 && lastToken - earliest + 1 < mostWords && !tokens[earliest].Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore))
        {
            earliest--;
        }

        int start = tokens[earliest].Start;
        int at = tokens[lastToken].End - 1;
        int s = shortForm.Length - 1;
        if (s > 1 && shortForm[s] == 's' && char.IsUpper(shortForm[s - 1]))
        {
            // the plural of a short form
            s--;
        }

        while (s >= 0)
        {
            char wanted = char.ToLowerInvariant(shortForm[s]);
            if (!char.IsLetterOrDigit(wanted))
            {
                s--;
                continue;
            }

            while (at >= start && (char.ToLowerInvariant(text[at]) != wanted || (s == 0 && at > 0 && char.IsLetterOrDigit(text[at - 1]))))
            {
                at--;
            }

            if (at < start)
            {
                return -1;
            }

            at--;
            s--;
        }

        int first = at + 1;
        for (int i = earliest; i <= lastToken; i++)
        {
            if (tokens[i].Start == first)
            {
                return tokens[i].Length == shortForm.Length && i == lastToken ? -1 : i;
            }
        }

        return -1;
    }
}
