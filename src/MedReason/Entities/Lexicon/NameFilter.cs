using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Decides whether a name is meant where its words appear.</summary>
internal sealed class NameFilter(LexiconReading reading)
{
    private readonly EntityLexicon _lexicon = reading.Lexicon;
    private readonly AssertionTriggers _triggers = AssertionTriggers.Of(reading.Language);

    /// <summary>Whether at least one name of a match's state is meant.</summary>
    public bool Accepts(LexiconMatch match)
    {
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (Accepts(match, _lexicon.Entries[entry]))
            {
                return true;
            }
        }

        return false;
    }

    public bool Accepts(LexiconMatch match, LexiconEntry entry)
    {
        if (match.Method is not null)
        {
            return entry.Words.Length > 1 || !entry.Has(LexiconEntryTraits.CaseSensitive | LexiconEntryTraits.Common);
        }

        return entry.Words.Length > 1
            ? !MixesJoinedWords(match, entry) && !ReadsDenialAsName(match, entry) && !BendsFunctionWord(match, entry) && !IsStateOfThing(match, entry)
                && !SwapsSpecific(match, entry) && (!entry.Has(LexiconEntryTraits.Elided) || HasOwnWords(match, entry))
                && (!match.HasSide || EndsAtSide(match, entry)) && !IsSplitPredicate(match, entry) && !IsCutShort(match, entry)
            : SpellsWord(match.CoreFirst, entry) && !IsAdverb(match.CoreFirst) && AcceptsWord(match, entry) && !IsOfSymbol(match.CoreFirst);
    }

    /// <summary>Whether a match of one word has the word for a state where all of its names have the noun.</summary>
    public bool SaysState(LexiconMatch match)
    {
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (!IsState(match.CoreFirst, _lexicon.Entries[entry].Words[0], out _))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a match begins or ends at a function word that the name has only in another form: "her symptoms" is no "Hers disease".</summary>
    private bool BendsFunctionWord(LexiconMatch match, LexiconEntry entry) =>
        BendsFunctionWord(match.CoreFirst, entry) || BendsFunctionWord(match.CoreLast, entry);

    private bool BendsFunctionWord(int index, LexiconEntry entry) => reading.IsFunctionWord(index) && !HasWord(entry.Name, reading.TextOf(index));

    /// <summary>
    /// Whether the words of a name are those of a phrase that denies what another name stands for: "absence of seizures" is no absence seizure where the
    /// graph has seizures, and "absence of tears" is the finding where it has no tears.
    /// </summary>
    private bool ReadsDenialAsName(LexiconMatch match, LexiconEntry entry)
    {
        if (match.CoreLast - match.CoreFirst < entry.Words.Length)
        {
            return false;
        }

        for (int first = match.CoreFirst; first < match.CoreLast; first++)
        {
            if (!_triggers.TryFind(reading.TextOf(first), out AssertionTrigger[]? triggers))
            {
                continue;
            }

            foreach (AssertionTrigger trigger in triggers)
            {
                int last = first + trigger.Words.Length - 1;
                if (trigger.Words.Length > 1 && last <= match.CoreLast && IsDenial(trigger, first)
                    && !entry.Name.AsSpan().Contains(reading.TextOf(first, last), StringComparison.OrdinalIgnoreCase) && IsName(match, first, last))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the words of a match without those of a phrase are a name of their own.</summary>
    private bool IsName(LexiconMatch match, int phraseFirst, int phraseLast)
    {
        int state = TokenTrie.Root;
        for (int i = match.CoreFirst; i <= match.CoreLast && state >= 0; i++)
        {
            if ((i < phraseFirst || i > phraseLast) && reading.Classes[i] >= 0 && !reading.Tokens[i].Has(TextTokenTraits.Linking))
            {
                state = _lexicon.Trie.Step(state, reading.Classes[i]);
            }
        }

        return state > TokenTrie.Root && _lexicon.Trie.FirstEntry(state) >= 0;
    }

    /// <summary>Whether a word, by itself or with those behind it, denies: "absent", "absence of".</summary>
    private bool StartsDenial(int first)
    {
        foreach (AssertionTrigger trigger in _triggers.TryFind(reading.TextOf(first), out AssertionTrigger[]? triggers) ? triggers : [])
        {
            if (IsDenial(trigger, first))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a phrase denies, and stands in the text from a word on.</summary>
    private bool IsDenial(AssertionTrigger trigger, int first)
    {
        if (!trigger.Denies || first + trigger.Words.Length > reading.Tokens.Length)
        {
            return false;
        }

        for (int i = 0; i < trigger.Words.Length; i++)
        {
            if (!reading.TextOf(first + i).Equals(trigger.Words[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a text has a general word where a name says what is wrong: "signs of the heart" are no malformation of it. What a method finds is nothing
    /// wrong by itself ("laboratory findings"), nor are "normal cardiac findings".
    /// </summary>
    private bool SwapsSpecific(LexiconMatch match, LexiconEntry entry)
    {
        for (int i = match.CoreFirst; i <= match.CoreLast; i++)
        {
            int written = reading.Words[i];
            if (!_lexicon.IsGeneralWord(reading.Classes[i]) || entry.Words.Contains(written))
            {
                continue;
            }

            bool onlyMethods = true;
            foreach (int word in entry.Words)
            {
                bool isGeneral = _lexicon.IsGeneralWord(_lexicon.Classes[word]);
                if (isGeneral && _lexicon.Specific.Contains(word))
                {
                    return true;
                }

                onlyMethods &= isGeneral || _lexicon.Methods.Contains(word);
            }

            if (onlyMethods || IsNormal(match.CoreFirst))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNormal(int token) =>
        token > 0 && !reading.Tokens[token].Has(LexiconReading.Boundary) && reading.LanguageWords.Normal.Contains(reading.TextOf(token - 1));

    /// <summary>
    /// Whether a name with a side inside it has its own words or forms of them, and ends there: a "small right kidney stone" is no small kidney, "pain in the
    /// right lower quadrant" no pain of the lower jaw.
    /// </summary>
    private bool EndsAtSide(LexiconMatch match, LexiconEntry entry)
    {
        if (!HasFormsOfOwn(match, entry))
        {
            return false;
        }

        for (int i = match.CoreFirst; i <= match.CoreLast; i++)
        {
            if (reading.Tokens[i].Has(TextTokenTraits.Stop))
            {
                return true;
            }
        }

        return EndsPhrase(match.CoreLast);
    }

    /// <summary>
    /// Whether a general word that stands for the one of a name is said of a noun behind the name: "changes in cardiac output", "abnormal bone formation".
    /// </summary>
    private bool IsCutShort(LexiconMatch match, LexiconEntry entry) =>
        _lexicon.IsGeneralWord(reading.Classes[match.CoreFirst]) && !entry.Words.Contains(reading.Words[match.CoreFirst]) && !EndsPhrase(match.CoreLast);

    /// <summary>Whether no noun of the graph's names follows in the same phrase.</summary>
    private bool EndsPhrase(int token) =>
        reading.EndsPhrase(token) || reading.Tokens[token + 1].Has(TextTokenTraits.Linking) || reading.LanguageWords.IsVerb(reading.TextOf(token + 1));

    /// <summary>Whether the words of a text are those of a name or forms of them: "swollen" of "swelling", "pharynx" of "pharyngeal".</summary>
    public bool HasFormsOfOwn(LexiconMatch match, LexiconEntry entry) => HasWords(match, entry, allowForms: true);

    private bool HasWords(LexiconMatch match, LexiconEntry entry, bool allowForms)
    {
        for (int i = match.CoreFirst; i <= match.CoreLast; i++)
        {
            bool isOwn = reading.Words[i] < 0 || reading.Tokens[i].Has(TextTokenTraits.Linking)
                || (allowForms ? IsFormOfOwn(i, entry) : entry.Words.Contains(reading.Words[i]) && !reading.Tokens[i].Has(TextTokenTraits.State));
            if (!isOwn)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFormOfOwn(int token, LexiconEntry entry)
    {
        int written = reading.Words[token];
        if (entry.Words.Contains(written) || entry.Words.Contains(reading.StateOf(token).Noun))
        {
            return true;
        }

        ReadOnlySpan<char> word = _lexicon.Tokens.GetWord(written);
        foreach (int own in entry.Words)
        {
            if (_lexicon.Classes[own] == reading.Classes[token] && WordClasses.AreKin(_lexicon.Tokens.GetWord(own), word))
            {
                return true;
            }
        }

        return entry.Words.Contains(reading.LanguageWords.Derived.FindBase(_lexicon.Tokens, word));
    }

    /// <summary>
    /// Whether the first word of a name says how something else is, and the rest only where: "sensation is absent in the hand" is no absent hand.
    /// </summary>
    private bool IsSplitPredicate(LexiconMatch match, LexiconEntry entry)
    {
        int before = match.CoreFirst - 1;
        return before > 0 && !entry.Has(LexiconEntryTraits.Reordered) && reading.Tokens[match.CoreFirst + 1].Has(TextTokenTraits.Stop)
            && reading.LanguageWords.Copulas.Contains(reading.TextOf(before)) && !reading.LanguageWords.IsExistential(reading.TextOf(before - 1))
            && !HasWord(entry.Name, reading.TextOf(match.CoreFirst + 1));
    }

    private bool HasWord(string name, ReadOnlySpan<char> word)
    {
        TextTokenizer tokenizer = new(name, reading.Language);
        while (tokenizer.TryRead(out TextToken token))
        {
            if (word.Equals(name.AsSpan(token.Start, token.Length), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text has all words of a name themselves: where one is left out, "weak distal" is no distal weakness.</summary>
    private bool HasOwnWords(LexiconMatch match, LexiconEntry entry) => HasWords(match, entry, allowForms: false);

    /// <summary>Whether a text with the words of a name in another order joins two of them that do not follow each other in the name.</summary>
    private bool MixesJoinedWords(LexiconMatch match, LexiconEntry entry)
    {
        if (!entry.Has(LexiconEntryTraits.Reordered) || entry.Has(LexiconEntryTraits.Turned))
        {
            return false;
        }

        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        for (int i = match.CoreFirst + 1; i <= match.CoreLast; i++)
        {
            if (tokens[i].Has(TextTokenTraits.HyphenBefore | TextTokenTraits.SlashBefore)
                && entry.Words.AsSpan().IndexOf([reading.Words[i - 1], reading.Words[i]]) < 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a token may stand for a name of one word, which has no second word to confirm a synonym of the first.</summary>
    private bool SpellsWord(int token, LexiconEntry entry)
    {
        int word = entry.Words[0];
        int written = reading.Words[token];
        if (word == written || _lexicon.WordClasses.AreStrong(word, written) || reading.StateOf(token).Noun == word)
        {
            return true;
        }

        ReadOnlySpan<char> text = _lexicon.Tokens.GetWord(written);
        DerivedWords derived = reading.LanguageWords.Derived;
        return entry.Has(LexiconEntryTraits.Elided)
            ? derived.FindBase(_lexicon.Tokens, text) == word
            : WordClasses.AreKin(_lexicon.Tokens.GetWord(word), text) && !derived.IsUnderived(text);
    }

    /// <summary>Whether a word is said of a symbol, alone or in a list: in "ST elevation or depression" nobody is depressed.</summary>
    private bool IsOfSymbol(int token)
    {
        int first = token;
        while (first >= 0 && (_lexicon.SymbolParts.Contains(reading.Words[first]) || (first < token && reading.IsConjunction(first))))
        {
            first--;
        }

        if (first < 0 || first == token)
        {
            return false;
        }

        // "PR-segment depression"
        first -= first > 0 && reading.Tokens[first].Has(TextTokenTraits.HyphenBefore) ? 1 : 0;
        TextToken symbol = reading.Tokens[first];
        return symbol.Has(TextTokenTraits.Upper) && symbol.Length <= LexiconWords.MaxSymbolLength
            && !reading.Tokens[token].Has(LexiconReading.Boundary) && !reading.Tokens[first + 1].Has(LexiconReading.Boundary);
    }

    /// <summary>Whether a word says how something is done: "it reacted weakly" is no weakness.</summary>
    private bool IsAdverb(int token) => reading.LanguageWords.IsAdverbOf(reading.TextOf(token), _lexicon.Tokens.GetWord(reading.Words[token]));

    private bool AcceptsWord(LexiconMatch match, LexiconEntry entry)
    {
        ReadOnlySpan<char> word = reading.TextOf(match.CoreFirst);
        ReadOnlySpan<char> name = entry.Name.AsSpan().Trim();
        bool isWholeText = word.Length == reading.Text.AsSpan().Trim().Length;
        if (entry.Has(LexiconEntryTraits.CaseSensitive))
        {
            return IsSymbol(word, name)
                && (isWholeText || !entry.Has(LexiconEntryTraits.Common) || SymbolContext.Supports(reading, match.CoreFirst));
        }

        if (IsState(match.CoreFirst, entry.Words[0], out StateKind kind)
            || (entry.Has(LexiconEntryTraits.Elided) && reading.StateOf(match.CoreFirst).Noun == entry.Words[0]))
        {
            return !entry.Has(LexiconEntryTraits.Common | LexiconEntryTraits.Generic)
                && (reading.Words[match.CoreFirst] == entry.Words[0] || reading.Tokens[match.CoreFirst].Has(TextTokenTraits.Form))
                && (kind == StateKind.Body || StateContext.IsSaidOfPerson(reading, match.CoreFirst, match.CoreLast, kind));
        }

        if ((entry.Has(LexiconEntryTraits.Generic) && IsBareHead(match, entry)) || reading.IsFunctionWord(match.CoreFirst)
            || (!isWholeText && StartsDenial(match.CoreFirst)))
        {
            return false;
        }

        return isWholeText
            || (!entry.Has(LexiconEntryTraits.Common) && (!reading.IsCommon(match.CoreFirst) || word.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a general head has no eponym before it, or is another word than the name's: "performance abnormalities" are no disease.</summary>
    private bool IsBareHead(LexiconMatch match, LexiconEntry entry) => match.CoreFirst == match.First || reading.Words[match.CoreFirst] != entry.Words[0];

    /// <summary>Whether a word is a symbol, or a short form with the s of the plural: "UTIs".</summary>
    private static bool IsSymbol(ReadOnlySpan<char> word, ReadOnlySpan<char> symbol) =>
        word.StartsWith(symbol) && (word.Length == symbol.Length || (symbol.Length > 1 && word.Length == symbol.Length + 1 && word[^1] == 's'));

    /// <summary>
    /// Whether a text has the word for a state where a name has its noun, and the graph does not show that the two mean the same; with what the word says.
    /// </summary>
    private bool IsState(int token, int noun, out StateKind kind)
    {
        TextToken written = reading.Tokens[token];
        int word = reading.Words[token];
        if (word == noun)
        {
            kind = written.Has(TextTokenTraits.Deed) ? StateKind.Deed : StateKind.State;
            return written.Has(TextTokenTraits.State);
        }

        (int own, kind) = _lexicon.States?.FormOf(word) ?? (-1, StateKind.State);
        return own == noun && (reading.Classes[token] != _lexicon.Classes[noun] || _lexicon.WordClasses.AreState(word, noun));
    }

    /// <summary>
    /// Whether a longer name has a noun for which the text says that a thing does something, or what something is joined with: "the specimen lost weight",
    /// "morphine-dependent mice".
    /// </summary>
    private bool IsStateOfThing(LexiconMatch match, LexiconEntry entry)
    {
        for (int i = match.CoreFirst; i <= match.CoreLast; i++)
        {
            bool isJoined = reading.Tokens[i].Has(TextTokenTraits.HyphenBefore);
            foreach (int word in isJoined || i == match.CoreFirst ? entry.Words : [])
            {
                if (IsState(i, word, out StateKind kind) && (isJoined || kind is StateKind.Deed or StateKind.Verb))
                {
                    return isJoined || !StateContext.IsSaidOfPerson(reading, i, match.CoreLast, kind);
                }
            }
        }

        return false;
    }
}
