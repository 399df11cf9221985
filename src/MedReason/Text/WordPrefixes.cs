using System.Collections.Frozen;

namespace MedReason.Text;

/// <summary>The prefixes that change what a word means: "non-alcoholic" is one word and speaks of nothing alcoholic.</summary>
internal static class WordPrefixes
{
    /// <summary>The length of "non", the prefix that is also written with a space behind it.</summary>
    public const int FreeLength = 3;

    private const string List = "lexicon-words";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Hyphenated = Read("prefix");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Free = Read("free-prefix");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Unprefixed = Read("not-prefixed");

    /// <summary>Whether a word is a prefix of the word behind the mark that follows it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first character of the word.</param>
    /// <param name="mark">The position of the hyphen or the space behind it.</param>
    public static bool Joins(ReadOnlySpan<char> text, int start, int mark)
    {
        ReadOnlySpan<char> word = text[start..mark];
        if (mark + 1 >= text.Length || !char.IsLetter(text[mark + 1]) || !(text[mark] == '-' ? Hyphenated : Free).Contains(word))
        {
            return false;
        }

        // "Vitamin A-induced" and "A-V block" have a letter and no prefix; "in-situ" has a word of its own.
        if (word.Length > 2)
        {
            return true;
        }

        int end = mark + 1;
        while (end < text.Length && char.IsAsciiLetterLower(text[end]))
        {
            end++;
        }

        return char.IsLower(word[^1]) && end > mark + 1 && !Unprefixed.Contains(text[(mark + 1)..end]);
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Read(string section) =>
        WordList.ReadWords(List, section).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
