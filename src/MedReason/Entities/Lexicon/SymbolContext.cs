using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Decides whether a word in capitals is meant as a symbol: the gene REST, not the REST of a headline.</summary>
internal static class SymbolContext
{
    /// <summary>Whether a word about genes or proteins is within two words of a token, in the same sentence.</summary>
    public static bool Supports(LexiconReading reading, int index)
    {
        const int Reach = 2;
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> supporting = reading.LanguageWords.SymbolContexts;
        for (int i = index; i > Math.Max(0, index - Reach) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i--)
        {
            if (supporting.Contains(reading.TextOf(i - 1)))
            {
                return true;
            }
        }

        for (int i = index + 1; i <= Math.Min(tokens.Length - 1, index + Reach) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i++)
        {
            if (supporting.Contains(reading.TextOf(i)))
            {
                return true;
            }
        }

        return false;
    }
}
