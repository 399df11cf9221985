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

    /// <summary>What a word that carries no meaning inside a name is read as.</summary>
    private static readonly WordReading Nothing = new(-1, -1, TextTokenTraits.None);

    private readonly PooledBuffer<TextToken> _tokens;
    private readonly PooledBuffer<int> _words;
    private readonly PooledBuffer<int> _classes;

    public LexiconReading(EntityLexicon lexicon, string text, LexiconEntityExtractorOptions options)
    {
        Lexicon = lexicon;
        Text = text;
        IncludeNested = options.IncludeNested;
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

    public bool Uses(LexiconRules rule) => (Lexicon.Rules & rule) != 0;

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

    /// <summary>
    /// Whether a token is a word with a prefix, such as "non-tender" or "nontender", that belongs to the word behind it and is no name of its own.
    /// </summary>
    public bool IsUnreadModifier(int token) =>
        !_tokens[token + 1].Has(Boundary | TextTokenTraits.SlashBefore)
        && (_tokens[token].Has(TextTokenTraits.Prefixed)
            || (!IsFunctionWord(token) && Language.Prefixes.StartsJoined(TextOf(token)) && !IsName(token)));

    /// <summary>Whether a token is the rest of the unit of a number, and part of no name: "45 U/L Alanine aminotransferase" is no L-alanine.</summary>
    public bool IsUnit(int token) =>
        token > 1 && _tokens[token].Length == 1 && _tokens[token].Has(TextTokenTraits.SlashBefore) && _tokens[token].Start == _tokens[token - 1].End + 1
        && IsNumber(token - 2) && Uses(LexiconRules.Phrases);

    public bool IsFunctionWord(int token) =>
        _tokens[token].Has(TextTokenTraits.Stop) ? Language.IsFunctionWord(TextOf(token)) : _tokens[token].Has(TextTokenTraits.Function);

    public bool IsCommon(int token) => _tokens[token].Has(TextTokenTraits.Stop) ? Language.IsCommon(TextOf(token)) : _tokens[token].Has(TextTokenTraits.Common);

    /// <summary>Whether a phrase may end with a token: a boundary, a function word or a word that no name contains follows.</summary>
    public bool EndsPhrase(int token)
    {
        int next = token + 1;
        return next == _tokens.Count || _tokens[next].Has(Boundary | TextTokenTraits.Stop) || _words[next] < 0 || IsFunctionWord(next);
    }

    public bool IsConjunction(int token) => LanguageWords.IsConjunction(TextOf(token));

    /// <summary>Returns the noun for the state that a word of the names says, with what it says; -1 where it says none.</summary>
    public (int Noun, StateKind Kind) StateOf(int token) =>
        _tokens[token].Has(TextTokenTraits.Form) ? Lexicon.States!.FormOf(_words[token]) : (-1, StateKind.State);

    /// <summary>Returns the pooled buffers; the instance must not be used afterwards.</summary>
    public void Dispose()
    {
        _tokens.Dispose();
        _words.Dispose();
        _classes.Dispose();
    }

    /// <summary>Whether a token is the whole of a name.</summary>
    private bool IsName(int token) => Walk(TokenTrie.Root, token, token) is > TokenTrie.Root and int state && Lexicon.Trie.FirstEntry(state) >= 0;

    private void ReadWords()
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        WordCache cache = Lexicon.RentWordCache();
        ReadOnlySpan<char> text = Text;
        TextTokenizer tokenizer = new(text, Language);
        while (tokenizer.TryRead(out TextToken token))
        {
            ReadOnlySpan<char> written = text.Slice(token.Start, token.Length);
            if (token.Has(TextTokenTraits.HyphenBefore))
            {
                // What it is read as depends on the word before.
                ReadJoined(token, written, buffer);
            }
            else if (token.Has(TextTokenTraits.Stop))
            {
                Add(token, Nothing);
            }
            else if (cache.TryGet(written, out WordReading known))
            {
                Add(token, known);
            }
            else
            {
                WordReading reading = ReadWord(written, buffer, isJoined: false, out int length);
                if (!AddCompound(token, written, reading.Word, length, buffer))
                {
                    Add(token, reading);
                    cache.Set(written, reading);
                }
            }
        }

        Lexicon.ReturnWordCache(cache);
    }

    /// <summary>Adds a word behind a hyphen, with the word before where the names write both as one.</summary>
    private void ReadJoined(TextToken token, ReadOnlySpan<char> written, Span<char> buffer)
    {
        int length = 0;
        WordReading reading = token.Has(TextTokenTraits.Stop) ? Nothing : ReadWord(written, buffer, isJoined: true, out length);
        if (Uses(LexiconRules.Hyphens) && FindJoined(token, reading.Word, buffer) is >= 0 and int joined)
        {
            TextToken last = RemoveLast();
            token = new TextToken(last.Start, token.End, last.Traits & ~TextTokenTraits.ByWord);
            Add(token, CreateReading(joined, TextTokenTraits.None, Text.AsSpan(token.Start, token.Length), last.Has(TextTokenTraits.HyphenBefore)));
        }
        else if (!AddCompound(token, written, reading.Word, length, buffer))
        {
            Add(token, reading);
        }
    }

    /// <summary>Reads a word by itself.</summary>
    /// <param name="written">The word as written.</param>
    /// <param name="buffer">Memory for its normal form.</param>
    /// <param name="isJoined">Whether a hyphen precedes the word, which then says no state.</param>
    /// <param name="length">The length of its normal form, or 0.</param>
    private WordReading ReadWord(ReadOnlySpan<char> written, Span<char> buffer, bool isJoined, out int length)
    {
        TokenTable table = Lexicon.Tokens;
        length = TermNormalizer.NormalizeToken(written, buffer, Language.Inflection);
        ReadOnlySpan<char> form = buffer[..length];
        int word = length == 0 ? -1 : table.Find(form);
        TextTokenTraits traits = TextTokenTraits.None;
        if (word < 0 && length >= MinDerivedLength && Uses(LexiconRules.Relatives))
        {
            word = LanguageWords.Derived.FindBase(table, form);
        }

        if (word < 0 && length >= MinStateLength && !isJoined)
        {
            word = FindState(written, form, out traits);
        }

        return CreateReading(word, traits, written, isJoined);
    }

    private WordReading CreateReading(int word, TextTokenTraits traits, ReadOnlySpan<char> written, bool isJoined)
    {
        if (word >= 0 && !isJoined && Lexicon.States?.FormOf(word) is ( >= 0, var kind)
            && !IsBareVerb(kind, written.Length, Lexicon.Tokens.GetWord(word).Length))
        {
            traits |= TextTokenTraits.Form;
        }

        traits |= word >= 0 && Lexicon.Linking[word] != LinkingKind.None ? TextTokenTraits.Linking : TextTokenTraits.None;
        traits |= Language.IsFunctionWord(written) ? TextTokenTraits.Function | TextTokenTraits.Common
            : Language.IsCommon(written) ? TextTokenTraits.Common : TextTokenTraits.None;
        return new WordReading(word, word < 0 ? -1 : Lexicon.Classes[word], traits);
    }

    /// <summary>Adds the two parts of a word that no name has and that is a compound; returns false when it is no compound.</summary>
    private bool AddCompound(TextToken token, ReadOnlySpan<char> written, int word, int length, Span<char> buffer)
    {
        if (word >= 0 || length <= MinDerivedLength || !Uses(LexiconRules.Compounds))
        {
            return false;
        }

        int form = LanguageWords.CombiningForms.Find(Lexicon.Tokens, written, buffer, out int formWord, out int rest);
        if (form > 0)
        {
            TextToken first = new(token.Start, token.Start + form, token.Traits | TextTokenTraits.Combining);
            Add(first, CreateReading(formWord, TextTokenTraits.None, written[..form], token.Has(TextTokenTraits.HyphenBefore)));
            TextToken second = new(first.End, token.End, token.Traits & (TextTokenTraits.Upper | TextTokenTraits.Digit));
            Add(second, CreateReading(rest, TextTokenTraits.None, written[form..], isJoined: false));
        }

        return form > 0;
    }

    /// <summary>Returns the noun for a state that a word says which no name has, and what marks it; -1 where it says none.</summary>
    private int FindState(ReadOnlySpan<char> written, ReadOnlySpan<char> form, out TextTokenTraits traits)
    {
        traits = TextTokenTraits.None;
        if (Lexicon.States is not { } states || states.Find(form, out StateKind kind) is not (>= 0 and int noun)
            || IsBareVerb(kind, written.Length, form.Length))
        {
            return -1;
        }

        traits = kind switch
        {
            StateKind.Quality => TextTokenTraits.State | TextTokenTraits.Quality,
            StateKind.State => TextTokenTraits.State,
            StateKind.Body => TextTokenTraits.None,
            _ => TextTokenTraits.State | TextTokenTraits.Deed,
        };
        return noun;
    }

    /// <summary>Whether a verb has no ending: "lose", which is an aim or an advice, and not "loses".</summary>
    private static bool IsBareVerb(StateKind kind, int writtenLength, int length) => kind == StateKind.Verb && writtenLength == length;

    private void Add(TextToken token, WordReading reading)
    {
        _tokens.Add(token with { Traits = token.Traits | reading.Traits });
        _words.Add(reading.Word);
        _classes.Add(reading.Class);
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
