using MedReason.Text;

namespace MedReason.Entities;

/// <summary>A word of a text that carries content.</summary>
/// <param name="Start">The start of the word in the text.</param>
/// <param name="End">The end of the word, exclusive.</param>
/// <param name="Key">The word in normal form.</param>
/// <param name="Weight">The weight of the word by its rarity.</param>
/// <param name="Part">The number of the part between conjunctions in which the word stands.</param>
/// <param name="IsHead">Whether the word is the head of its part: the last one before a preposition.</param>
internal readonly record struct ContentWord(int Start, int End, string Key, double Weight, int Part, bool IsHead);

/// <summary>The words of a text that carry content, by the parts that conjunctions join. Immutable.</summary>
internal sealed class TextContent
{
    private const TextTokenTraits PartBoundary = TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.SlashBefore;

    private TextContent(List<ContentWord> words) => Words = words;

    /// <summary>Gets the words in their order.</summary>
    public IReadOnlyList<ContentWord> Words { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">The words of its language.</param>
    /// <param name="statistics">Weighs the words; null when the weights are not needed.</param>
    public static TextContent Read(string text, LinkWords language, NameStatistics? statistics)
    {
        List<ContentWord> words = [];
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        int part = 0;
        int head = -1;
        bool isHeadFixed = false;
        var tokenizer = new TextTokenizer(text, language.Language);
        while (tokenizer.TryRead(out TextToken token))
        {
            ReadOnlySpan<char> word = text.AsSpan(token.Start, token.Length);
            bool joins = language.Conjunctions.Contains(word);
            if (joins || token.Has(PartBoundary))
            {
                SetHead(words, ref head);
                isHeadFixed = false;
                part++;
            }

            isHeadFixed |= head >= 0 && (language.Prepositions.Contains(word) || token.Has(TextTokenTraits.BracketBefore));
            int length = joins || IsEmpty(word, token, language) ? 0 : TermNormalizer.NormalizeToken(word, buffer, language.Language.Inflection);
            if (length == 0)
            {
                continue;
            }

            string key = buffer[..length].ToString();
            head = isHeadFixed ? head : words.Count;
            words.Add(new ContentWord(token.Start, token.End, key, statistics?.Weigh(key) ?? 1, part, IsHead: false));
        }

        SetHead(words, ref head);
        return new TextContent(words);
    }

    /// <summary>Whether a word carries no content. A denial does, and so does the letter of "vitamin A" or "factor I".</summary>
    private static bool IsEmpty(ReadOnlySpan<char> word, TextToken token, LinkWords language) =>
        token.Has(TextTokenTraits.Stop) || language.Orders.Contains(word)
        || (language.Language.IsFunctionWord(word) && !language.Denials.Contains(word)
            && !(token.Start > 0 && word.Length == 1 && token.Has(TextTokenTraits.Upper)));

    private static void SetHead(List<ContentWord> words, ref int head)
    {
        if (head >= 0)
        {
            words[head] = words[head] with { IsHead = true };
        }

        head = -1;
    }
}
