using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The reading of one text with a lexicon: the words of the text, their numbers in the lexicon, and the matches found so far.</summary>
internal sealed class LexiconReading : IDisposable
{
    /// <summary>The marks between two words that end a phrase.</summary>
    public const TextTokenTraits Boundary = TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore;

    /// <summary>The maximum number of words in a phrase; bounds the work on any text.</summary>
    public const int MaxPhraseWords = 64;

    /// <summary>The average length of an English word with its space, by which the buffers are sized.</summary>
    private const int CharactersPerWord = 6;

    /// <summary>Shorter words are not derived from another.</summary>
    private const int MinDerivedLength = 5;

    /// <summary>Shorter words are none for a state.</summary>
    private const int MinStateLength = 4;

    private readonly LexiconRules _rules;
    private readonly PooledBuffer<TextToken> _tokens;
    private readonly PooledBuffer<int> _words;
    private readonly PooledBuffer<int> _classes;

    public LexiconReading(EntityLexicon lexicon, string text, LexiconEntityExtractorOptions options)
    {
        Lexicon = lexicon;
        Text = text;
        IncludeNested = options.IncludeNested;
        _rules = options.Rules;
        int expected = (text.Length / CharactersPerWord) + 1;
        _tokens = new PooledBuffer<TextToken>(expected);
        _words = new PooledBuffer<int>(expected);
        _classes = new PooledBuffer<int>(expected);
        ReadWords();
    }

    public EntityLexicon Lexicon { get; }

    /// <summary>Gets the words of the language of the text.</summary>
    public LexiconWords LanguageWords => Lexicon.LanguageWords;

    public LanguageProfile Language => LanguageWords.Language;

    public string Text { get; }

    /// <inheritdoc cref="LexiconEntityExtractorOptions.IncludeNested" />
    public bool IncludeNested { get; }

    /// <summary>Gets the matches. Until the text's abbreviations are expanded they are plain ones, in ascending order of their cores.</summary>
    public List<LexiconMatch> Matches { get; } = [];

    /// <summary>Gets or sets whether an eponym was found before a general head.</summary>
    public bool HasEponyms { get; set; }

    public ReadOnlySpan<TextToken> Tokens => _tokens.Span;

    /// <summary>Gets for each token the number of its word in the lexicon, or -1.</summary>
    public ReadOnlySpan<int> Words => _words.Span;

    /// <summary>Gets for each token the class of its word in the lexicon, or -1.</summary>
    public ReadOnlySpan<int> Classes => _classes.Span;

    /// <summary>Whether nothing but a comma parts a word from the one before.</summary>
    public static bool IsComma(TextToken token) => token.Has(TextTokenTraits.CommaBefore) && !token.Has(Boundary & ~TextTokenTraits.CommaBefore);

    public bool Uses(LexiconRules rule) => (_rules & rule) != 0;

    /// <summary>Returns the text of a token.</summary>
    public ReadOnlySpan<char> TextOf(int token)
    {
        TextToken span = _tokens[token];
        return Text.AsSpan(span.Start, span.Length);
    }

    /// <summary>Returns the text from one token to another, inclusive.</summary>
    public ReadOnlySpan<char> TextOf(int first, int last) => Text.AsSpan(_tokens[first].Start, _tokens[last].End - _tokens[first].Start);

    /// <summary>Returns the first token that starts at or after a position.</summary>
    public int FindToken(int position)
    {
        ReadOnlySpan<TextToken> tokens = Tokens;
        int low = 0;
        int high = tokens.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = tokens[middle].Start < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Returns the state that the words of some tokens lead to, or -1.</summary>
    public int Walk(int state, int first, int last)
    {
        for (int i = first; i <= last && state >= 0; i++)
        {
            if (!_tokens[i].Has(TextTokenTraits.Stop))
            {
                state = _classes[i] < 0 ? -1 : Lexicon.Trie.Step(state, _classes[i]);
            }
        }

        return state;
    }

    /// <summary>Whether a token is a number, in digits or in Roman numerals.</summary>
    public bool IsNumber(int token)
    {
        ReadOnlySpan<char> word = TextOf(token);
        return !word.ContainsAnyExcept("IVX") || !word.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether a token is a word with a prefix, such as "non-tender" or "nontender", that belongs to the word behind it.</summary>
    public bool IsUnreadModifier(int token) =>
        !_tokens[token + 1].Has(Boundary | TextTokenTraits.SlashBefore)
        && (_tokens[token].Has(TextTokenTraits.Prefixed) || (_words[token] < 0 && Language.Prefixes.StartsJoined(TextOf(token))));

    public bool IsConjunction(int token) => LanguageWords.IsConjunction(TextOf(token));

    /// <summary>Returns the noun for the state that a word of the names says, with what it says; -1 where it says none.</summary>
    public (int Noun, StateKind Kind) StateOf(int token)
    {
        if (Lexicon.States is not { } states || _tokens[token].Has(TextTokenTraits.HyphenBefore))
        {
            return (-1, StateKind.State);
        }

        (int noun, StateKind kind) = states.FormOf(_words[token]);
        return noun < 0 || IsBareVerb(kind, TextOf(token), Lexicon.Tokens.GetWord(_words[token]).Length) ? (-1, kind) : (noun, kind);
    }

    /// <summary>Returns the pooled buffers; the instance must not be used afterwards.</summary>
    public void Dispose()
    {
        _tokens.Dispose();
        _words.Dispose();
        _classes.Dispose();
    }

    private void ReadWords()
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        TokenTable table = Lexicon.Tokens;
        int[] classes = Lexicon.Classes;
        ReadOnlySpan<char> text = Text;
        LexiconWords language = LanguageWords;
        Inflection inflection = Language.Inflection;
        TextTokenizer tokenizer = new(text, Language);
        while (tokenizer.TryRead(out TextToken token))
        {
            int length = token.Has(TextTokenTraits.Stop) ? 0 : TermNormalizer.NormalizeToken(text.Slice(token.Start, token.Length), buffer, inflection);
            int word = length == 0 ? -1 : table.Find(buffer[..length]);
            if (word < 0 && length >= MinDerivedLength && Uses(LexiconRules.Relatives))
            {
                word = language.Derived.FindBase(table, buffer[..length]);
            }

            if (word < 0 && length >= MinStateLength && !token.Has(TextTokenTraits.HyphenBefore))
            {
                word = FindState(ref token, buffer[..length]);
            }

            if (token.Has(TextTokenTraits.HyphenBefore) && Uses(LexiconRules.Hyphens) && FindJoined(token, word, buffer) is >= 0 and int joined)
            {
                TextToken last = RemoveLast();
                token = new TextToken(last.Start, token.End, last.Traits & ~(TextTokenTraits.State | TextTokenTraits.Quality | TextTokenTraits.Deed));
                word = joined;
            }

            if (word < 0 && length > MinDerivedLength && Uses(LexiconRules.Compounds))
            {
                int form = language.CombiningForms.Find(table, text.Slice(token.Start, token.Length), buffer, out int formWord, out int rest);
                if (form > 0)
                {
                    Add(new TextToken(token.Start, token.Start + form, token.Traits | TextTokenTraits.Combining), formWord, classes);
                    token = new TextToken(token.Start + form, token.End, token.Traits & (TextTokenTraits.Upper | TextTokenTraits.Digit));
                    word = rest;
                }
            }

            Add(token, word, classes);
        }
    }

    /// <summary>Returns the noun for a state that a word says which no name has, and marks the token; -1 where it says none.</summary>
    private int FindState(ref TextToken token, ReadOnlySpan<char> form)
    {
        if (Lexicon.States is not { } states || states.Find(form, out StateKind kind) is not (>= 0 and int noun)
            || IsBareVerb(kind, Text.AsSpan(token.Start, token.Length), form.Length))
        {
            return -1;
        }

        TextTokenTraits traits = kind switch
        {
            StateKind.Quality => TextTokenTraits.State | TextTokenTraits.Quality,
            StateKind.State => TextTokenTraits.State,
            _ => TextTokenTraits.State | TextTokenTraits.Deed,
        };
        token = new TextToken(token.Start, token.End, token.Traits | traits);
        return noun;
    }

    /// <summary>Whether a verb has no ending: "lose", which is an aim or an advice, and not "loses".</summary>
    private static bool IsBareVerb(StateKind kind, ReadOnlySpan<char> written, int length) => kind == StateKind.Verb && written.Length == length;

    private void Add(TextToken token, int word, int[] classes)
    {
        _tokens.Add(token);
        _words.Add(word);
        _classes.Add(word < 0 ? -1 : classes[word]);
    }

    private TextToken RemoveLast()
    {
        TextToken last = _tokens[_tokens.Count - 1];
        _tokens.RemoveLast();
        _words.RemoveLast();
        _classes.RemoveLast();
        return last;
    }

    /// <summary>Returns the one word that the names write for a word and the one before its hyphen, as "thrombo-embolism"; -1 when they have none.</summary>
    private int FindJoined(TextToken token, int word, Span<char> buffer)
    {
        int last = _tokens.Count - 1;
        if (last < 0 || _tokens[last].Has(TextTokenTraits.Stop) || (word >= 0 && _words[last] >= 0))
        {
            return -1;
        }

        int start = _tokens[last].Start;
        int length = TermNormalizer.NormalizeToken(Text.AsSpan(start, token.End - start), buffer, Language.Inflection);
        return length < MinDerivedLength ? -1 : Lexicon.Tokens.Find(buffer[..length]);
    }
}
