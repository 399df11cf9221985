using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the name that gives a general head its meaning: "Norrie disease", "von Hippel-Lindau disease", "VHL syndrome".</summary>
internal static class EponymFinder
{
    /// <summary>The maximum number of words in an eponym.</summary>
    private const int MaxWords = 4;

    /// <summary>Returns the first token of the phrase that ends with a head; the head itself when no eponym precedes it.</summary>
    public static int FindStart(LexiconReading reading, int head)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        LexiconWords words = reading.LanguageWords;
        int first = head;
        for (int i = head - 1; i >= Math.Max(0, head - MaxWords); i--)
        {
            if (tokens[i + 1].Has(LexiconReading.Boundary | TextTokenTraits.SlashBefore))
            {
                break;
            }

            ReadOnlySpan<char> word = reading.TextOf(i);
            if (tokens[i].Has(TextTokenTraits.Stop) && words.Language.StopWords.IsPossessive(word))
            {
                continue;
            }

            bool isName = !words.CapitalizesNouns && char.IsUpper(word[0]) && !reading.IsCommon(i) && word.Length > 1 && !reading.IsNumber(i);
            bool isParticle = first < head && word is "von" or "van" or "de" or "der" or "la";
            bool isJoined = first < head && tokens[i + 1].Has(TextTokenTraits.HyphenBefore);
            if (!isName && !isParticle && !isJoined)
            {
                break;
            }

            first = i;
        }

        return first;
    }
}
