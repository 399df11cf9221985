using System.Text;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Represents the text of a question for comparison: words without case and punctuation, options in sorted order. Immutable.</summary>
/// <remarks>A word is a longest run of Unicode letters and digits, in lower case by the invariant culture.</remarks>
public sealed class OverlapText
{
    private const int GramUnits = 3;

    private (int Length, ulong[] Grams)? _stemGrams;

    private OverlapText(string text, ulong[] words, int stemWords)
    {
        Text = text;
        Words = words;
        StemWords = stemWords;
    }

    /// <summary>Gets the words of the stem and of the options in the ordinal order of their texts, one space between two.</summary>
    public string Text { get; }

    /// <summary>Gets the number of words in the stem.</summary>
    public int StemWords { get; }

    /// <summary>Gets the words of <see cref="Text"/> by hash; those of the stem come first.</summary>
    internal ulong[] Words { get; }

    /// <summary>Gets the text of a question.</summary>
    /// <param name="stem">The stem.</param>
    /// <param name="options">The texts of the options, in any order.</param>
    /// <returns>The text.</returns>
    public static OverlapText Of(string stem, IEnumerable<string> options)
    {
        ArgumentNullException.ThrowIfNull(stem);
        ArgumentNullException.ThrowIfNull(options);
        string text = Normalize(stem);
        int stemWords = CountWords(text);
        foreach (string option in options.Select(Normalize).Where(option => option.Length > 0).Order(StringComparer.Ordinal))
        {
            text = text.Length == 0 ? option : text + " " + option;
        }

        string[] words = text.Length == 0 ? [] : text.Split(' ');
        return new OverlapText(text, [.. words.Select(word => StableHash.Of(0, word))], stemWords);
    }

    /// <summary>Gets the text of a question.</summary>
    /// <param name="question">The question; its answer is ignored.</param>
    /// <returns>The text.</returns>
    public static OverlapText Of(MedicalQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Of(question.Text, question.Options.Select(option => option.Text));
    }

    /// <summary>Gets the hashes of the stem's distinct n-grams, ascending.</summary>
    internal ulong[] StemGrams(int length)
    {
        // Each question is compared with many; concurrent first uses compute the same value.
        if (_stemGrams is not { } known || known.Length != length)
        {
            _stemGrams = known = (length, Grams(Words.AsSpan(0, StemWords), length));
        }

        return known.Grams;
    }

    /// <summary>Gets the hashes of distinct n-grams over stem and options, ascending; all words as one when there are fewer.</summary>
    internal ulong[] Shingles(int length) => Grams(Words, Math.Min(length, Math.Max(1, Words.Length)));

    /// <summary>Gets each occurrence of a word under a key of its own, so that a bag is a set.</summary>
    internal ulong[] WordOccurrences() => Occurrences(Words);

    /// <summary>Gets each occurrence of three characters in a row of <see cref="Text"/> under a key of its own.</summary>
    internal ulong[] CharacterGramOccurrences()
    {
        ulong[] grams = new ulong[Math.Max(0, Text.Length - GramUnits + 1)];
        for (int i = 0; i < grams.Length; i++)
        {
            grams[i] = ((ulong)Text[i] << 32) | ((ulong)Text[i + 1] << 16) | Text[i + 2];
        }

        return Occurrences(grams);
    }

    private static ulong[] Grams(ReadOnlySpan<ulong> words, int length)
    {
        var grams = new SortedSet<ulong>();
        for (int i = 0; i + length <= words.Length; i++)
        {
            ulong hash = 0;
            foreach (ulong word in words.Slice(i, length))
            {
                hash = Mix(hash, word);
            }

            grams.Add(hash);
        }

        return [.. grams];
    }

    private static ulong[] Occurrences(ulong[] symbols)
    {
        var counts = new Dictionary<ulong, uint>();
        ulong[] keys = new ulong[symbols.Length];
        for (int i = 0; i < symbols.Length; i++)
        {
            uint number = counts.GetValueOrDefault(symbols[i]);
            counts[symbols[i]] = number + 1;
            keys[i] = Mix(symbols[i], number);
        }

        return keys;
    }

    internal static ulong Mix(ulong hash, ulong value)
    {
        unchecked
        {
            hash = (hash ^ value) * 0x9E3779B97F4A7C15UL;
            hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93UL;
            return hash ^ (hash >> 29);
        }
    }

    private static int CountWords(string normalized) => normalized.Length == 0 ? 0 : normalized.AsSpan().Count(' ') + 1;

    private static string Normalize(string text)
    {
        var builder = new StringBuilder(text.Length);
        bool isInWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune))
            {
                isInWord = false;
                continue;
            }

            if (!isInWord && builder.Length > 0)
            {
                builder.Append(' ');
            }

            isInWord = true;
            builder.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return builder.ToString();
    }
}
