using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the items of a list that conjunctions, commas or slashes join.</summary>
internal sealed class Conjunctions(LexiconReading reading)
{
    private const TextTokenTraits EndsList = TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore;

    /// <summary>The maximum number of tokens from a comma to the conjunction that ends its list.</summary>
    private const int MaxTokensToConjunction = 6;

    /// <summary>Whether a list is possible where two words meet.</summary>
    /// <param name="next">The token whose marks are read.</param>
    /// <param name="conjunction">The token that may be a conjunction.</param>
    public bool MayJoin(int next, int conjunction) =>
        reading.Tokens[next].Has(TextTokenTraits.CommaBefore | TextTokenTraits.SlashBefore) || reading.IsConjunction(conjunction);

    /// <summary>Returns the last token of the item before an item, or -1.</summary>
    /// <param name="start">The first token of the later item.</param>
    /// <param name="needsConjunction">Whether a comma alone does not join the two.</param>
    public int FindItemBefore(int start, bool needsConjunction)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        bool isJoined = tokens[start].Has(needsConjunction ? TextTokenTraits.SlashBefore : TextTokenTraits.SlashBefore | TextTokenTraits.CommaBefore);
        if (tokens[start].Has(EndsList))
        {
            return -1;
        }

        int end = start - 1;
        for (; end >= 0 && reading.IsConjunction(end); end--)
        {
            isJoined = true;
            if (tokens[end].Has(EndsList))
            {
                return -1;
            }
        }

        return end >= 0 && isJoined && !tokens[end].Has(TextTokenTraits.Stop) ? end : -1;
    }

    /// <summary>Returns the first token of the item after an item, or -1.</summary>
    /// <param name="end">The last token of the earlier item.</param>
    public int FindItemAfter(int end)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        bool isJoined = false;
        for (int start = end + 1; start < tokens.Length && !tokens[start].Has(EndsList); start++)
        {
            isJoined |= tokens[start].Has(TextTokenTraits.SlashBefore | TextTokenTraits.CommaBefore);
            if (!reading.IsConjunction(start))
            {
                // A comma joins two items only in a list that a conjunction ends.
                bool isComma = start == end + 1 && tokens[start].Has(TextTokenTraits.CommaBefore);
                return isJoined && !tokens[start].Has(TextTokenTraits.Stop) && (!isComma || EndsInConjunction(start)) ? start : -1;
            }

            isJoined = true;
        }

        return -1;
    }

    private bool EndsInConjunction(int start)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        for (int i = start + 1; i < Math.Min(start + MaxTokensToConjunction, tokens.Length) && !tokens[i].Has(EndsList); i++)
        {
            if (reading.IsConjunction(i))
            {
                return true;
            }
        }

        return false;
    }
}
