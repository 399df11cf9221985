using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the noun or adjective that an adverb or adjective derives from.</summary>
internal sealed class DerivedWords(LanguageProfile language)
{
    /// <summary>The endings of adjectives and those of the nouns that they come from, both in normal form: "hypertensive" of "hypertension".</summary>
    private readonly (string Adjective, string Noun)[] _endings = language.Pairs("derivation");

    /// <summary>The endings of words that derive from no state: "diuretic".</summary>
    private readonly string[] _underived = language.Words("not-derived");

    /// <summary>The minimum length of what a word and its base have in common.</summary>
    private const int MinStemLength = 4;

    /// <summary>Finds the base of a word.</summary>
    /// <param name="words">The words of the names.</param>
    /// <param name="word">The word in normal form, in which a final "y" is "i".</param>
    /// <returns>The number of the base, or -1.</returns>
    public int FindBase(TokenTable words, ReadOnlySpan<char> word)
    {
        if (IsUnderived(word))
        {
            return -1;
        }

        Span<char> noun = stackalloc char[TermNormalizer.BufferLength];
        foreach ((string adjective, string ending) in _endings)
        {
            int stem = word.Length - adjective.Length;
            if (stem >= MinStemLength && word.EndsWith(adjective))
            {
                word[..stem].CopyTo(noun);
                ending.CopyTo(noun[stem..]);
                int found = words.Find(noun[..(stem + ending.Length)]);
                if (found >= 0)
                {
                    return found;
                }
            }
        }

        return -1;
    }

    /// <summary>Whether a word in normal form derives from no state: "adenomatous" says what kind something is.</summary>
    public bool IsUnderived(ReadOnlySpan<char> word) => LexiconWords.EndsWithAny(word, _underived);
}
