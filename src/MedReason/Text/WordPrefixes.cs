using System.Collections.Frozen;

namespace MedReason.Text;

/// <summary>The prefixes of a language that change what a word means: "non-alcoholic" is one word and speaks of nothing alcoholic.</summary>
internal sealed class WordPrefixes
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _hyphenated;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _free;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _unprefixed;
    private readonly string[] _joined;

    /// <summary>A bit for each length of a prefix that is also written with a space behind it: rules out most words without a lookup.</summary>
    private readonly ulong _freeLengths;

    public WordPrefixes(LanguageProfile language)
    {
        _hyphenated = language.SetOf("prefix");
        _free = language.SetOf("free-prefix");
        _unprefixed = language.SetOf("not-prefixed");
        _joined = language.Words("joined-prefix");
        _freeLengths = language.Words("free-prefix").Aggregate(0UL, static (bits, prefix) => bits | (1UL << prefix.Length));
    }

    /// <summary>Whether a word is a prefix of the word behind the mark that follows it: "non-tender", "non tender".</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first character of the word.</param>
    /// <param name="mark">The position of the hyphen or the space behind it.</param>
    /// <param name="end">The end of the word, exclusive.</param>
    public bool Joins(ReadOnlySpan<char> text, int start, int mark, int end)
    {
        bool isFree = text[mark] == ' ';
        if ((isFree && (end - start > 63 || (_freeLengths & (1UL << (end - start))) == 0)) || mark + 1 >= text.Length || !char.IsLetter(text[mark + 1]))
        {
            return false;
        }

        ReadOnlySpan<char> word = text[start..mark];
        if (!(isFree ? _free : _hyphenated).Contains(word))
        {
            return false;
        }

        // "Vitamin A-induced" and "A-V block" have a letter and no prefix; "in-situ" has a word of its own.
        if (word.Length > 2)
        {
            return true;
        }

        int next = mark + 1;
        while (next < text.Length && char.IsAsciiLetterLower(text[next]))
        {
            next++;
        }

        return char.IsLower(word[^1]) && next > mark + 1 && !_unprefixed.Contains(text[(mark + 1)..next]);
    }

    /// <summary>Whether a word starts with a prefix that is also written without a mark: "nontender".</summary>
    public bool StartsJoined(ReadOnlySpan<char> word)
    {
        foreach (string prefix in _joined)
        {
            if (word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
