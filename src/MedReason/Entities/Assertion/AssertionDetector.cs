using System.Buffers;
using System.Runtime.InteropServices;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Determines what a text says of its findings: present, absent, of a relative, past, hypothetical, or possible.</summary>
/// <remarks>
/// Trigger phrases open a scope that ends with the sentence, at a semicolon, at a word such as "but", where a new clause starts after a comma or "and",
/// where the bracket closes that holds the phrase, or after a number of words. A heading gives its section a default. A phrase inside a mention is part
/// of its name and triggers nothing. Linear in the text. Safe for concurrent use.
/// </remarks>
internal static class AssertionDetector
{
    /// <summary>Classifies the mentions of a text, given as spans in ascending order of their starts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="spans">For each mention its start and its end, exclusive, in UTF-16 code units.</param>
    /// <param name="language">The language of the text; null for English.</param>
    /// <returns>One assertion for each mention; a span without a word is present.</returns>
    public static Assertion[] Detect(string text, IReadOnlyList<(int Start, int End)> spans, LanguageProfile? language = null)
    {
        language ??= LanguageProfile.English;
        List<TextToken> tokens = [];
        TextTokenizer tokenizer = new(text, language);
        while (tokenizer.TryRead(out TextToken token))
        {
            tokens.Add(token);
        }

        Assertion[] assertions = new Assertion[spans.Count];
        List<(int First, int Last)> mentions = [];
        List<int> positions = [];
        int next = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            while (next < tokens.Count && tokens[next].End <= spans[i].Start)
            {
                next++;
            }

            int last = next;
            while (last < tokens.Count && tokens[last].Start < spans[i].End)
            {
                last++;
            }

            if (last > next)
            {
                mentions.Add((next, last - 1));
                positions.Add(i);
            }
        }

        Assertion[] found = new Assertion[mentions.Count];
        Detect(text, CollectionsMarshal.AsSpan(tokens), CollectionsMarshal.AsSpan(mentions), found, language);
        for (int i = 0; i < found.Length; i++)
        {
            assertions[positions[i]] = found[i];
        }

        return assertions;
    }

    /// <summary>Classifies mentions.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">All its words.</param>
    /// <param name="mentions">For each mention its first and its last word, as indexes into <paramref name="tokens"/>, in ascending order of the first.</param>
    /// <param name="assertions">Receives one assertion for each mention.</param>
    /// <param name="language">The language of the text.</param>
    public static void Detect(
        ReadOnlySpan<char> text,
        ReadOnlySpan<TextToken> tokens,
        ReadOnlySpan<(int First, int Last)> mentions,
        Span<Assertion> assertions,
        LanguageProfile language)
    {
        if (mentions.IsEmpty)
        {
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(tokens.Length);
        Span<byte> flags = rented.AsSpan(0, tokens.Length);
        flags.Clear();
        foreach ((int first, int last) in mentions)
        {
            flags[first..(last + 1)].Fill(AssertionPainter.Covered);
        }

        AssertionPainter painter = new(text, tokens, flags, language);
        int end = mentions[^1].First;
        for (int start = 0; start <= end;)
        {
            start = painter.PaintSentence(start);
        }

        for (int i = 0; i < mentions.Length; i++)
        {
            assertions[i] = AssertionPainter.Decide((byte)(flags[mentions[i].First] | flags[mentions[i].Last]));
        }

        ArrayPool<byte>.Shared.Return(rented);
    }
}
