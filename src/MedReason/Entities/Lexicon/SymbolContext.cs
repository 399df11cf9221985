using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Decides whether a word in capitals is meant as a symbol: the gene REST, not the REST of a headline.</summary>
internal static class SymbolContext
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SupportingWords =
        WordList.ReadWords("lexicon-words", "symbol-context").ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word about genes or proteins is within two words of a token, in the same sentence.</summary>
    public static bool Supports(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, int index)
    {
        const int Reach = 2;
        for (int i = index; i > Math.Max(0, index - Reach) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i--)
        {
            if (SupportingWords.Contains(text[tokens[i - 1].Start..tokens[i - 1].End]))
            {
                return true;
            }
        }

        for (int i = index + 1; i <= Math.Min(tokens.Length - 1, index + Reach) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i++)
        {
            if (SupportingWords.Contains(text[tokens[i].Start..tokens[i].End]))
            {
                return true;
            }
        }

        return false;
    }
}
