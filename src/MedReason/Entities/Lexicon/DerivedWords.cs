using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the noun or adjective that an adverb or adjective derives from, for words that no name contains.</summary>
internal static class DerivedWords
{
    /// <summary>Finds the base of a word.</summary>
    /// <param name="words">The words of the names.</param>
    /// <param name="word">The word in normal form, in which a final "y" is "i".</param>
    /// <returns>The number of the base, or -1.</returns>
    public static int FindBase(TokenTable words, ReadOnlySpan<char> word)
    {
        // "mentally" of "mental", "myoclonically" of "myoclonic"
        if (word.EndsWith("li"))
        {
            int adjective = words.Find(word[..^2]);
            return adjective >= 0 || !word.EndsWith("alli") ? adjective : words.Find(word[..^4]);
        }

        return word.EndsWith("ic") ? FindNoun(words, word) : -1;
    }

    /// <summary>Finds "ataxia" of "ataxic", "microcephaly" of "microcephalic", "sclerosis" of "sclerotic".</summary>
    private static int FindNoun(TokenTable words, ReadOnlySpan<char> adjective)
    {
        Span<char> noun = stackalloc char[TermNormalizer.BufferLength];
        adjective.CopyTo(noun);
        noun[adjective.Length - 1] = 'a';
        int found = words.Find(noun[..adjective.Length]);
        if (found < 0)
        {
            found = words.Find(adjective[..^1]);
        }

        if (found < 0 && adjective.EndsWith("otic"))
        {
            noun[adjective.Length - 3] = 's';
            found = words.Find(noun[..(adjective.Length - 2)]);
        }

        return found;
    }
}
