using MedReason.Text;

namespace MedReason.Verification;

/// <summary>A text as words with their places, in a form in which case, spelling and number do not matter. Immutable.</summary>
internal sealed class ProseText
{
    private readonly ProseWord[] _words;
    private readonly int[] _content;

    // The first word of each sentence.
    private readonly int[] _sentences;

    private ProseText(string text, ProseWord[] words)
    {
        Text = text;
        _words = words;
        var content = new List<int>(words.Length);
        var sentences = new List<int>();
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].IsStop)
            {
                content.Add(i);
            }

            if (words[i].Sentence == sentences.Count)
            {
                sentences.Add(i);
            }
        }

        _content = [.. content];
        _sentences = [.. sentences];
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Its words in their order.</summary>
    public IReadOnlyList<ProseWord> Words => _words;

    /// <summary>How many sentences it has; words number theirs from 0.</summary>
    public int SentenceCount => _sentences.Length;

    /// <summary>Reads a text. Linear in its length.</summary>
    public static ProseText Read(string text)
    {
        var words = new List<ProseWord>();
        var tokenizer = new TextTokenizer(text);
        int sentence = 0;
        while (tokenizer.TryRead(out TextToken token))
        {
            if (words.Count > 0 && token.Has(TextTokenTraits.SentenceBefore))
            {
                sentence++;
            }

            ReadOnlySpan<char> word = text.AsSpan(token.Start, token.Length);
            string form = Lower(word);
            words.Add(new ProseWord(token.Start, token.End, form, Normalize(word, form), sentence, token.Traits));
        }

        return new ProseText(text, [.. words]);
    }

    /// <summary>The normal forms of a name's words, without those that carry no meaning; empty where none is left.</summary>
    public static string[] Keys(string name)
    {
        var keys = new List<string>();
        var tokenizer = new TextTokenizer(name);
        while (tokenizer.TryRead(out TextToken token))
        {
            if (!token.Has(TextTokenTraits.Stop))
            {
                keys.Add(Normalize(name.AsSpan(token.Start, token.Length), null));
            }
        }

        return [.. keys];
    }

    /// <summary>Finds the occurrences of a name.</summary>
    /// <param name="keys">The name as <see cref="Keys"/> gives it.</param>
    /// <returns>The places in order, as indexes of words; they do not overlap.</returns>
    public IReadOnlyList<ProseSpan> Find(string[] keys)
    {
        if (keys.Length == 0)
        {
            return [];
        }

        // Most names do not occur in a text; those cost no list.
        List<ProseSpan>? found = null;
        for (int i = 0; i + keys.Length <= _content.Length; i++)
        {
            int matched = 0;
            while (matched < keys.Length && string.Equals(_words[_content[i + matched]].Key, keys[matched], StringComparison.Ordinal))
            {
                matched++;
            }

            if (matched == keys.Length && _words[_content[i]].Sentence == _words[_content[i + matched - 1]].Sentence)
            {
                (found ??= []).Add(new ProseSpan(_content[i], _content[i + matched - 1]));
                i += matched - 1;
            }
        }

        return found ?? (IReadOnlyList<ProseSpan>)[];
    }

    /// <summary>Returns the words that a part of the text touches; null when it touches none.</summary>
    /// <param name="start">Its first character.</param>
    /// <param name="stop">The character after its last.</param>
    public ProseSpan? FindSpan(int start, int stop)
    {
        int first = 0;
        while (first < _words.Length && _words[first].End <= start)
        {
            first++;
        }

        int end = first;
        while (end < _words.Length && _words[end].Start < stop)
        {
            end++;
        }

        return first == end ? null : new ProseSpan(first, end - 1);
    }

    /// <summary>Whether the words from a given one on, including those without meaning, have the given normal forms.</summary>
    public bool HasKeys(int first, string[] keys)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (!string.Equals(_words[first + i].Key, keys[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds the occurrences of a node by its name or one of its synonyms: longest first where they overlap, then in order.</summary>
    public IReadOnlyList<ProseSpan> Find(KgNode node)
    {
        var found = new List<ProseSpan>();
        foreach (string[] keys in node.Synonyms.Prepend(node.Name).Select(Keys).OrderByDescending(keys => keys.Length))
        {
            foreach (ProseSpan span in Find(keys))
            {
                if (!found.Exists(other => other.Overlaps(span)))
                {
                    found.Add(span);
                }
            }
        }

        found.Sort((left, right) => left.First.CompareTo(right.First));
        return found;
    }

    /// <summary>The words of a sentence, as first and last index.</summary>
    public ProseSpan Sentence(int number) => new(_sentences[number], (number + 1 < _sentences.Length ? _sentences[number + 1] : _words.Length) - 1);

    /// <summary>The characters of a sentence with the marks that end it.</summary>
    public string SentenceText(int number)
    {
        ProseSpan span = Sentence(number);
        int start = number == 0 ? 0 : Words[span.First].Start;
        int end = span.Last + 1 < Words.Count ? Words[span.Last + 1].Start : Text.Length;
        return Text[start..end].Trim();
    }

    /// <summary>The normal form of a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="form">The word in lower case, where it is known: mostly both are the same.</param>
    private static string Normalize(ReadOnlySpan<char> word, string? form)
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        int length = TermNormalizer.NormalizeToken(word, buffer);
        return length == 0 ? form ?? Lower(word)
            : buffer[..length].SequenceEqual(form) ? form!
            : buffer[..length].ToString();
    }

    private static string Lower(ReadOnlySpan<char> word) => string.Create(word.Length, word, static (lower, word) => word.ToLowerInvariant(lower));
}
