using System.Buffers;
using System.Runtime.InteropServices;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the names of a lexicon in one text. One instance reads one text.</summary>
internal sealed class LexiconMatcher : IDisposable
{
    private const TextTokenTraits Boundary = TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore;

    /// <summary>No phrase has more words than so many: what bounds the work, whatever the text.</summary>
    private const int LongestPhrase = 64;

    /// <summary>So many premodifiers belong to a mention.</summary>
    private const int MostPremodifiers = 8;

    /// <summary>So many words that carry no meaning may stand inside a name.</summary>
    private const int MostSkipped = 3;

    private readonly EntityLexicon _lexicon;
    private readonly string _text;
    private readonly bool _includeNested;
    private readonly LexiconRules _rules;
    private bool _hasEponyms;
    private readonly PooledBuffer<TextToken> _tokenList;
    private readonly PooledBuffer<int> _stemList;
    private readonly PooledBuffer<int> _classList;
    private readonly List<LexiconMatch> _matches = [];
    private readonly HashSet<(int First, int Last)> _plainEnds = [];
    private readonly Dictionary<int, int> _longestFrom = [];

    public LexiconMatcher(EntityLexicon lexicon, string text, LexiconEntityExtractorOptions options)
    {
        _lexicon = lexicon;
        _text = text;
        _includeNested = options.IncludeNested;
        _rules = options.Rules;
        int expected = (text.Length / 6) + 1;
        _tokenList = new PooledBuffer<TextToken>(expected);
        _stemList = new PooledBuffer<int>(expected);
        _classList = new PooledBuffer<int>(expected);
    }

    private ReadOnlySpan<TextToken> Tokens => _tokenList.Span;

    /// <summary>For each word of the text its number in the lexicon, or -1.</summary>
    private ReadOnlySpan<int> Stems => _stemList.Span;

    /// <summary>Reads the text: words, plain matches, and the abbreviations that it defines.</summary>
    public void Read(List<AbbreviationDefinition> definitions, CancellationToken cancellationToken)
    {
        ReadTokens();
        FindMatches(cancellationToken);
        if (_rules.HasFlag(LexiconRules.Abbreviations))
        {
            FindDefinitions(definitions);
        }
    }

    /// <summary>The mentions of the text, by start, longest first.</summary>
    public List<EntityMention> Extract(
        MentionRole role, string? optionLabel, IReadOnlyList<AbbreviationDefinition> definitions, CancellationToken cancellationToken)
    {
        if (definitions.Count > 0)
        {
            ApplyDefinitions(definitions);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_rules.HasFlag(LexiconRules.Coordinations))
        {
            FindCoordinations();
        }

        List<LexiconMatch> chosen = Select();
        (int, int)[] spans = [.. chosen.Select(static m => (m.First, m.Last))];
        Assertion[] assertions = new Assertion[spans.Length];
        AssertionDetector.Detect(_text, Tokens, spans, assertions);
        List<EntityMention> mentions = new(chosen.Count);
        for (int i = 0; i < chosen.Count; i++)
        {
            MentionCandidate[] candidates = RankCandidates(chosen[i]);
            if (candidates.Length == 0)
            {
                continue;
            }

            int start = _tokenList[chosen[i].First].Start;
            int end = _tokenList[chosen[i].Last].End;
            mentions.Add(new EntityMention
            {
                Text = _text[start..end],
                Start = start,
                End = end,
                Role = role,
                OptionLabel = optionLabel,
                Assertion = assertions[i],
                Candidates = candidates,
            });
        }

        return mentions;
    }

    /// <summary>Gives the memory of the words back; the instance is of no more use.</summary>
    public void Dispose()
    {
        _tokenList.Dispose();
        _stemList.Dispose();
        _classList.Dispose();
    }

    private void ReadTokens()
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        TextTokenizer tokenizer = new(_text);
        while (tokenizer.TryRead(out TextToken token))
        {
            int length = token.Has(TextTokenTraits.Stop) ? 0 : TermNormalizer.NormalizeToken(_text.AsSpan(token.Start, token.Length), buffer);
            _tokenList.Add(token);
            int stem = length == 0 ? -1 : _lexicon.Tokens.Find(buffer[..length]);
            stem = stem >= 0 || length < 5 ? stem : FindRelative(buffer[..length]);
            _stemList.Add(stem);
            _classList.Add(stem < 0 ? -1 : _lexicon.Classes[stem]);
        }
    }

    private void FindMatches(CancellationToken cancellationToken)
    {
        ReadOnlySpan<TextToken> tokens = Tokens;
        ReadOnlySpan<int> words = _classList.Span;
        TokenTrie trie = _lexicon.Trie;
        for (int first = 0; first < tokens.Length; first++)
        {
            if ((first & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (words[first] < 0)
            {
                continue;
            }

            int state = TokenTrie.Root;
            int skipped = 0;
            bool afterAside = false;
            for (int i = first; i < tokens.Length; i++)
            {
                if (i > first)
                {
                    if (tokens[i].Has(TextTokenTraits.CommaBefore))
                    {
                        // "sodium phosphate, monobasic" is one name, where the graph writes it so.
                        state = _lexicon.Comma < 0 ? -1 : trie.Step(state, _lexicon.Comma);
                    }

                    if (state < 0
                        || tokens[i].Has(TextTokenTraits.BreakBefore)
                        || (tokens[i].Has(TextTokenTraits.BracketBefore) && !afterAside && !IsAside(i)))
                    {
                        break;
                    }

                    if (!afterAside && tokens[i].Has(TextTokenTraits.BracketBefore))
                    {
                        // "glucose-6-phosphate dehydrogenase (G6PD) deficiency"
                        afterAside = true;
                        continue;
                    }

                    afterAside = false;
                }

                if (tokens[i].Has(TextTokenTraits.Stop))
                {
                    if (++skipped > MostSkipped)
                    {
                        break;
                    }

                    continue;
                }

                state = words[i] < 0 ? -1 : trie.Step(state, words[i]);
                if (state < 0)
                {
                    break;
                }

                if (trie.FirstEntry(state) >= 0)
                {
                    LexiconMatch match = new() { First = first, Last = i, State = state, CoreFirst = first, CoreLast = i };
                    if (i == first && !_includeNested && _rules.HasFlag(LexiconRules.Eponyms))
                    {
                        match.First = IsGeneric(state) ? FindEponym(tokens, first) : first;
                        _hasEponyms |= match.First < first;
                    }

                    if (IsAccepted(match))
                    {
                        _matches.Add(match);
                    }
                }
            }
        }
    }

    /// <summary>For a word that no name holds: the noun or adjective that it comes from, if a name holds that.</summary>
    private int FindRelative(Span<char> word)
    {
        if (!_rules.HasFlag(LexiconRules.Relatives))
        {
            return -1;
        }

        // "mentally" of "mental", "myoclonically" of "myoclonic"
        if (word.EndsWith("alli") || word.EndsWith("li"))
        {
            int stem = _lexicon.Tokens.Find(word[..^2]);
            return stem >= 0 || !word.EndsWith("alli") ? stem : _lexicon.Tokens.Find(word[..^4]);
        }

        if (word.EndsWith("ic"))
        {
            // "ataxic" of "ataxia", "microcephalic" of "microcephaly", "sclerotic" of "sclerosis"
            Span<char> other = stackalloc char[TermNormalizer.BufferLength];
            word.CopyTo(other);
            other[word.Length - 1] = 'a';
            int stem = _lexicon.Tokens.Find(other[..word.Length]);
            if (stem < 0)
            {
                stem = _lexicon.Tokens.Find(word[..^1]);
            }

            if (stem < 0 && word.EndsWith("otic"))
            {
                other[word.Length - 3] = 's';
                stem = _lexicon.Tokens.Find(other[..(word.Length - 2)]);
            }

            return stem;
        }

        return -1;
    }

    /// <summary>Whether the names of a state are too general to stand alone.</summary>
    private bool IsGeneric(int state)
    {
        int entry = _lexicon.Trie.FirstEntry(state);
        return entry >= 0 && _lexicon.Entries[entry].Has(LexiconEntryTraits.Generic);
    }

    /// <summary>Where a phrase starts that gives a general head its meaning by a name: "Norrie disease", "von Hippel-Lindau disease", "VHL syndrome".</summary>
    private int FindEponym(ReadOnlySpan<TextToken> tokens, int head)
    {
        int first = head;
        for (int i = head - 1; i >= Math.Max(0, head - 4); i--)
        {
            if (tokens[i + 1].Has(Boundary | TextTokenTraits.SlashBefore))
            {
                break;
            }

            ReadOnlySpan<char> word = _text.AsSpan(tokens[i].Start, tokens[i].Length);
            if (tokens[i].Has(TextTokenTraits.Stop) && word is "s")
            {
                continue;
            }

            bool isName = char.IsUpper(word[0]) && !CommonWords.IsCommon(word) && word.Length > 1 && !IsNumber(word);
            bool isParticle = first < head && word is "von" or "van" or "de" or "der" or "la";
            bool joined = tokens[i + 1].Has(TextTokenTraits.HyphenBefore) && first < head;
            if (!isName && !isParticle && !joined)
            {
                break;
            }

            first = i;
        }

        return first;
    }

    private int Step(int state, int stem) => stem < 0 ? -1 : _lexicon.Trie.Step(state, _lexicon.Classes[stem]);

    /// <summary>Whether a bracket holds this word only, and the word is a short form.</summary>
    private bool IsAside(int token)
    {
        (int start, int end) = (_tokenList[token].Start, _tokenList[token].End);
        return start > 0 && _text[start - 1] == '(' && end < _text.Length && _text[end] == ')' && AbbreviationFinder.IsShortForm(_text.AsSpan(start, end - start));
    }

    /// <summary>Whether at least one name of a match's state may stand at its place.</summary>
    private bool IsAccepted(LexiconMatch match)
    {
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (IsAccepted(match, _lexicon.Entries[entry]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAccepted(LexiconMatch match, LexiconEntry entry)
    {
        if (match.Method is not null)
        {
            return entry.Words.Length > 1 || !entry.Has(LexiconEntryTraits.CaseSensitive | LexiconEntryTraits.Common);
        }

        ReadOnlySpan<TextToken> tokens = Tokens;
        if (entry.Words.Length > 1)
        {
            if (entry.Has(LexiconEntryTraits.Reordered))
            {
                for (int i = match.CoreFirst + 1; i <= match.CoreLast; i++)
                {
                    if (tokens[i].Has(TextTokenTraits.HyphenBefore | TextTokenTraits.SlashBefore))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        // A name of one word has nothing beside it that would hold a swapped word to its meaning.
        if (entry.Words[0] != _stemList[match.CoreFirst]
            && !_lexicon.WordClasses.AreStrong(entry.Words[0], _stemList[match.CoreFirst])
            && !WordClasses.AreKin(_lexicon.Tokens.GetWord(entry.Words[0]), _lexicon.Tokens.GetWord(_stemList[match.CoreFirst])))
        {
            return false;
        }

        TextToken token = tokens[match.CoreFirst];
        ReadOnlySpan<char> text = _text.AsSpan(token.Start, token.Length);
        ReadOnlySpan<char> name = entry.Name.AsSpan().Trim();
        bool isWhole = token.Length == _text.AsSpan().Trim().Length;
        if (entry.Has(LexiconEntryTraits.CaseSensitive))
        {
            return text.SequenceEqual(name)
                && (isWhole || !entry.Has(LexiconEntryTraits.Common) || SymbolContext.Supports(_text, tokens, match.CoreFirst));
        }

        if (CommonWords.IsFunctionWord(text) || (entry.Has(LexiconEntryTraits.Generic) && match.CoreFirst == match.First))
        {
            return false;
        }

        return isWhole || (!entry.Has(LexiconEntryTraits.Common) && (!CommonWords.IsCommon(text) || text.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    private void FindDefinitions(List<AbbreviationDefinition> definitions)
    {
        ReadOnlySpan<TextToken> tokens = Tokens;
        List<LexiconMatch> longForms = [];
        for (int i = 1; i < tokens.Length; i++)
        {
            int start = tokens[i].Start;
            if (start == 0 || _text[start - 1] != '(')
            {
                continue;
            }

            int close = _text.AsSpan(start, Math.Min(12, _text.Length - start)).IndexOfAny(')', ';', ',');
            if (close < 2)
            {
                continue;
            }

            ReadOnlySpan<char> shortForm = _text.AsSpan(start, close);
            if (!AbbreviationFinder.IsShortForm(shortForm))
            {
                continue;
            }

            int first = AbbreviationFinder.FindLongForm(_text, tokens, i - 1, shortForm);
            if (first < 0 && FindMatchByInitials(i, shortForm) is { } match)
            {
                definitions.Add(new AbbreviationDefinition(shortForm.ToString(), match.State));
            }
            else if (first >= 0)
            {
                int state = FindLongFormState(first, i - 1, out int core);
                if (state < 0 && FindMatchAround(i) is { } around)
                {
                    state = around.State;
                }

                definitions.Add(new AbbreviationDefinition(shortForm.ToString(), state));
                if (!_includeNested && core > first)
                {
                    // The definition tells where the name starts, further left than the lexicon knows.
                    longForms.Add(new LexiconMatch { First = first, Last = i - 1, State = state, CoreFirst = core, CoreLast = i - 1 });
                }
            }
        }

        _matches.AddRange(longForms);
    }

    /// <summary>The last of the plain matches, which stand in ascending order, whose name starts before a word.</summary>
    private int LastMatchBefore(int word)
    {
        int low = 0;
        int high = _matches.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_matches[middle].CoreFirst < word)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    /// <summary>"myotonic dystrophy (DM)": a match right before a bracket that holds the initials of its words in another order.</summary>
    private LexiconMatch? FindMatchByInitials(int bracket, ReadOnlySpan<char> shortForm)
    {
        for (int i = LastMatchBefore(bracket); i >= 0 && _matches[i].CoreFirst >= bracket - LongestPhrase; i--)
        {
            LexiconMatch match = _matches[i];
            if (match.Last != bracket - 1 || match.Last - match.CoreFirst + 1 != shortForm.Length || shortForm.Length < 2)
            {
                continue;
            }

            int found = 0;
            foreach (char letter in shortForm)
            {
                for (int w = match.CoreFirst; w <= match.Last; w++)
                {
                    if (char.ToUpperInvariant(_text[_tokenList[w].Start]) == letter)
                    {
                        found++;
                        break;
                    }
                }
            }

            if (found == shortForm.Length)
            {
                return match;
            }
        }

        return null;
    }

    /// <summary>"von Hippel-Lindau (VHL) disease": a match that a bracket stands inside.</summary>
    private LexiconMatch? FindMatchAround(int bracket)
    {
        for (int i = LastMatchBefore(bracket); i >= 0 && _matches[i].CoreFirst >= bracket - LongestPhrase; i--)
        {
            if (_matches[i].CoreFirst < bracket && _matches[i].CoreLast > bracket)
            {
                return _matches[i];
            }
        }

        return null;
    }

    /// <summary>The state of the names that match a long form; in the longest-match reading one that ends it will do.</summary>
    private int FindLongFormState(int first, int last, out int core)
    {
        core = -1;
        int state = -1;
        int best = int.MaxValue;
        for (int i = LastMatchBefore(last + 1); i >= 0 && _matches[i].CoreFirst >= last - LongestPhrase; i--)
        {
            LexiconMatch match = _matches[i];
            bool reaches = match.First <= first || !_includeNested;
            if (match.Last != last || match.Method is not null || !reaches)
            {
                continue;
            }

            // Of two that start equally near, the one whose name holds more of the words.
            int distance = (Math.Abs(match.First - first) * 64) + Math.Min(63, match.CoreFirst - match.First);
            if (distance < best)
            {
                best = distance;
                state = match.State;
                core = match.CoreFirst;
            }
        }

        return state;
    }

    private void ApplyDefinitions(IReadOnlyList<AbbreviationDefinition> definitions)
    {
        Dictionary<string, AbbreviationDefinition> byText = new(StringComparer.Ordinal);
        foreach (AbbreviationDefinition definition in definitions)
        {
            byText.TryAdd(definition.ShortForm, definition);
        }

        Dictionary<string, AbbreviationDefinition>.AlternateLookup<ReadOnlySpan<char>> lookup = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<TextToken> tokens = Tokens;
        HashSet<(int, int)> defined = [];
        SearchValues<char> initials = SearchValues.Create([.. byText.Keys.Select(static k => k[0]).Distinct()]);
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!initials.Contains(_text[tokens[i].Start]))
            {
                continue;
            }

            for (int last = Math.Min(tokens.Length - 1, i + 2); last >= i; last--)
            {
                int length = tokens[last].End - tokens[i].Start;
                if (length > 12)
                {
                    continue;
                }

                ReadOnlySpan<char> span = _text.AsSpan(tokens[i].Start, length);
                if (!lookup.TryGetValue(span, out AbbreviationDefinition? definition)
                    && !(span.Length > 2 && span[^1] == 's' && lookup.TryGetValue(span[..^1], out definition)))
                {
                    continue;
                }

                defined.Add((i, last));
                if (definition.State >= 0)
                {
                    _matches.Add(new LexiconMatch
                    {
                        First = i,
                        Last = last,
                        State = definition.State,
                        Method = LinkMethods.Abbreviation,
                        CoreFirst = i,
                        CoreLast = last,
                    });
                }

                break;
            }
        }

        // What the text itself says of a short form goes before what the graph's names say of it.
        _matches.RemoveAll(m => m.Method is null && defined.Contains((m.First, m.Last)));
    }

    private void FindCoordinations()
    {
        int count = _matches.Count;
        for (int i = 0; i < count; i++)
        {
            LexiconMatch match = _matches[i];
            if (match.Method is not null || match.Last == match.First)
            {
                continue;
            }

            if (match.First > 0 && MayJoin(_tokenList[match.First], _tokenList[match.First - 1]))
            {
                IndexMatches(count);
                CoordinateLeft(match);
            }

            if (match.Last + 1 < _tokenList.Count && MayJoin(_tokenList[match.Last + 1], _tokenList[match.Last + 1]))
            {
                IndexMatches(count);
                CoordinateRight(match);
            }
        }
    }

    /// <summary>Whether a coordination is possible at all where two words meet.</summary>
    private bool MayJoin(TextToken next, TextToken conjunction) =>
        next.Has(TextTokenTraits.CommaBefore | TextTokenTraits.SlashBefore) || IsConjunction(conjunction);

    private void IndexMatches(int count)
    {
        if (_plainEnds.Count > 0)
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            LexiconMatch match = _matches[i];
            if (match.Method is null)
            {
                _plainEnds.Add((match.First, match.Last));
                _longestFrom[match.First] = Math.Max(match.Last, _longestFrom.GetValueOrDefault(match.First));
            }
        }
    }

    /// <summary>"branchial, otic and renal anomalies": what precedes shares the head of a match.</summary>
    private void CoordinateLeft(LexiconMatch match)
    {
        ReadOnlySpan<TextToken> tokens = Tokens;
        for (int head = match.First + 1; head <= match.Last; head++)
        {
            if (tokens[head].Has(TextTokenTraits.Stop))
            {
                return;
            }

            int end = match.First - 1;
            bool first = true;
            for (int items = 0; items < 5; items++)
            {
                int itemEnd = SkipConjunctionLeft(tokens, end, tokens[end + 1], first);
                if (itemEnd < 0)
                {
                    break;
                }

                int found = -1;
                for (int start = itemEnd; start > itemEnd - 3 && start >= 0; start--)
                {
                    if (start < itemEnd && tokens[start + 1].Has(Boundary))
                    {
                        break;
                    }

                    if (IsConjunction(tokens[start]) || tokens[start].Has(TextTokenTraits.Stop))
                    {
                        break;
                    }

                    int state = Walk(Walk(TokenTrie.Root, start, itemEnd), head, match.Last);
                    if (!EndsName(start, itemEnd) && AddCoordination(start, match.Last, state, allowReordered: false))
                    {
                        found = start;
                    }
                }

                if (found < 0 && !first)
                {
                    break;
                }

                end = (found < 0 ? itemEnd : found) - 1;
                if (end < 0)
                {
                    break;
                }

                first = false;
            }
        }
    }

    /// <summary>"cleft lip and palate", "pits of the palms and soles": what follows shares the start of a match.</summary>
    private void CoordinateRight(LexiconMatch match)
    {
        ReadOnlySpan<TextToken> tokens = Tokens;
        int end = match.Last;
        for (int items = 0; items < 5; items++)
        {
            int start = SkipConjunctionRight(tokens, end + 1, out bool isComma);
            if (start < 0 || (isComma && !ListEndsInConjunction(tokens, start)))
            {
                return;
            }

            int found = -1;
            for (int last = start; last < Math.Min(start + 3, tokens.Length); last++)
            {
                if (last > start && tokens[last].Has(Boundary))
                {
                    break;
                }

                if (tokens[last].Has(TextTokenTraits.Stop) || IsConjunction(tokens[last]))
                {
                    break;
                }

                if (!EndsPhrase(tokens, last) || StartsName(start, last))
                {
                    continue;
                }

                for (int shared = match.First; shared < match.Last; shared++)
                {
                    int state = Walk(Walk(TokenTrie.Root, match.First, shared), start, last);
                    if (AddCoordination(match.First, last, state, tokens[Math.Min(shared + 1, match.Last)].Has(TextTokenTraits.Stop)))
                    {
                        found = last;
                    }
                }
            }

            if (found < 0)
            {
                return;
            }

            end = found;
        }
    }

    private bool AddCoordination(int first, int last, int state, bool allowReordered)
    {
        if (state < 0 || _lexicon.Trie.FirstEntry(state) < 0)
        {
            return false;
        }

        for (int entry = _lexicon.Trie.FirstEntry(state); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            LexiconEntry name = _lexicon.Entries[entry];
            if (name.Words.Length > 1 && (allowReordered || !name.Has(LexiconEntryTraits.Reordered)))
            {
                _matches.Add(new LexiconMatch
                {
                    First = first,
                    Last = last,
                    State = state,
                    Method = LinkMethods.Coordination,
                    CoreFirst = first,
                    CoreLast = last,
                });
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a plain match lies in an item and ends with it: such an item is a name of its own and shares no head.</summary>
    private bool EndsName(int first, int last) => _plainEnds.Contains((first, last));

    /// <summary>Whether a plain match starts in an item and reaches beyond it.</summary>
    private bool StartsName(int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            if (_longestFrom.TryGetValue(i, out int end) && end > last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a phrase may end after a word: a boundary, a joining word or a word that no name holds follows.</summary>
    private bool EndsPhrase(ReadOnlySpan<TextToken> tokens, int last)
    {
        if (last + 1 >= tokens.Length)
        {
            return true;
        }

        TextToken next = tokens[last + 1];
        return next.Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore | TextTokenTraits.Stop)
            || _stemList[last + 1] < 0
            || CommonWords.IsFunctionWord(_text.AsSpan(next.Start, next.Length));
    }

    private int Walk(int state, int first, int last)
    {
        for (int i = first; i <= last && state >= 0; i++)
        {
            if (!_tokenList[i].Has(TextTokenTraits.Stop))
            {
                state = Step(state, _stemList[i]);
            }
        }

        return state;
    }

    private bool IsConjunction(TextToken token)
    {
        ReadOnlySpan<char> word = _text.AsSpan(token.Start, token.Length);
        return word is "and" or "or" or "And" or "Or";
    }

    /// <summary>The last word of the item before a conjunction, a comma or a slash; -1 where there is none.</summary>
    private int SkipConjunctionLeft(ReadOnlySpan<TextToken> tokens, int index, TextToken next, bool needsConjunction)
    {
        bool conjunction = next.Has(TextTokenTraits.SlashBefore);
        bool comma = next.Has(TextTokenTraits.CommaBefore);
        if (next.Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore))
        {
            return -1;
        }

        while (index >= 0 && IsConjunction(tokens[index]))
        {
            conjunction = true;
            if (tokens[index].Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore))
            {
                return -1;
            }

            index--;
        }

        return index >= 0 && (conjunction || (comma && !needsConjunction)) && !tokens[index].Has(TextTokenTraits.Stop) ? index : -1;
    }

    /// <summary>Whether a conjunction follows the items of a list soon, so that a comma stands for it.</summary>
    private bool ListEndsInConjunction(ReadOnlySpan<TextToken> tokens, int index)
    {
        for (int i = index + 1; i < Math.Min(index + 6, tokens.Length) && !tokens[i].Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore); i++)
        {
            if (IsConjunction(tokens[i]))
            {
                return true;
            }
        }

        return false;
    }

    private int SkipConjunctionRight(ReadOnlySpan<TextToken> tokens, int index, out bool isComma)
    {
        bool joined = false;
        isComma = index < tokens.Length && tokens[index].Has(TextTokenTraits.CommaBefore) && !IsConjunction(tokens[index]);
        while (index < tokens.Length)
        {
            TextToken token = tokens[index];
            if (token.Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore))
            {
                return -1;
            }

            joined |= token.Has(TextTokenTraits.SlashBefore | TextTokenTraits.CommaBefore);
            if (!IsConjunction(token))
            {
                return joined && !token.Has(TextTokenTraits.Stop) ? index : -1;
            }

            joined = true;
            index++;
        }

        return -1;
    }

    private List<LexiconMatch> Select()
    {
        DropCoveredHeads();
        List<LexiconMatch> sorted = _matches;
        sorted.Sort(static (a, b) =>
            a.First != b.First ? a.First.CompareTo(b.First) : a.Last != b.Last ? b.Last.CompareTo(a.Last)
            : a.CoreFirst != b.CoreFirst ? a.CoreFirst.CompareTo(b.CoreFirst) : a.State.CompareTo(b.State));
        return _includeNested ? SelectNested(sorted) : SelectLongest(sorted);
    }

    /// <summary>A general head that is the end of a name that the graph knows says nothing of its own.</summary>
    private void DropCoveredHeads()
    {
        if (!_hasEponyms)
        {
            return;
        }

        Dictionary<int, int> firstOfLast = [];
        foreach (LexiconMatch match in _matches)
        {
            firstOfLast[match.Last] = Math.Min(match.CoreFirst, firstOfLast.GetValueOrDefault(match.Last, int.MaxValue));
        }

        _matches.RemoveAll(m => m.First < m.CoreFirst && firstOfLast[m.Last] < m.CoreFirst);
    }

    private List<LexiconMatch> SelectNested(List<LexiconMatch> sorted)
    {
        List<LexiconMatch> chosen = [];
        LexiconMatch outer = new() { Last = -1 };
        foreach (LexiconMatch match in sorted)
        {
            if (match.Method == LinkMethods.Coordination)
            {
                // The parts of a coordination lie across each other: each stands for itself.
                chosen.Add(match);
            }
            else if (match.First > outer.Last)
            {
                outer = match;
                chosen.Add(match);
            }
            else if (match.Last <= outer.Last && IsMoreGeneral(match, outer))
            {
                chosen.Add(match);
            }
        }

        return chosen;
    }

    private bool IsMoreGeneral(LexiconMatch inner, LexiconMatch outer)
    {
        for (int o = _lexicon.Trie.FirstEntry(outer.State); o >= 0; o = _lexicon.Trie.NextEntry(o))
        {
            for (int i = _lexicon.Trie.FirstEntry(inner.State); i >= 0; i = _lexicon.Trie.NextEntry(i))
            {
                if (_lexicon.IsAncestor(_lexicon.Entries[i].Node, _lexicon.Entries[o].Node))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private List<LexiconMatch> SelectLongest(List<LexiconMatch> sorted)
    {
        List<LexiconMatch> chosen = [];
        int end = -1;
        for (int i = 0; i < sorted.Count; i++)
        {
            LexiconMatch match = sorted[i];
            if (match.First <= end)
            {
                continue;
            }

            bool isCoordination = match.Method == LinkMethods.Coordination;
            LexiconMatch phrase = match;
            int next = i + 1;
            for (; isCoordination && next < sorted.Count && sorted[next].First <= phrase.Last; next++)
            {
                // "breast, ovarian and lung cancer" is one phrase: what overlaps belongs to it, as far as a name reaches.
                phrase.Last = Math.Max(phrase.Last, Math.Min(sorted[next].Last, match.First + LongestPhrase));
            }

            Extend(ref phrase, end);
            end = phrase.Last;
            chosen.Add(match with { First = phrase.First, Last = phrase.Last });
            if (isCoordination)
            {
                AddParts(chosen, CollectionsMarshal.AsSpan(sorted)[(i + 1)..next], phrase);
            }
        }

        return chosen;
    }

    /// <summary>The parts of a coordination are mentions of the whole phrase, each of its own node; what is nested in a part is none.</summary>
    private static void AddParts(List<LexiconMatch> chosen, ReadOnlySpan<LexiconMatch> parts, LexiconMatch phrase)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            LexiconMatch part = parts[i];
            bool isNested = part.Last > phrase.Last;
            for (int j = 0; j < parts.Length && part.Method is null && !isNested; j++)
            {
                LexiconMatch other = parts[j];
                isNested = other.Method is null && other.First <= part.First && other.Last >= part.Last && other.Last - other.First > part.Last - part.First;
            }

            if (!isNested)
            {
                chosen.Add(part with { First = phrase.First, Last = phrase.Last });
            }
        }
    }

    /// <summary>Words that the graph puts before names, and the number of a type after it, belong to the mention.</summary>
    private void Extend(ref LexiconMatch match, int floor)
    {
        if (!_rules.HasFlag(LexiconRules.Premodifiers))
        {
            return;
        }

        ReadOnlySpan<TextToken> tokens = Tokens;
        for (int words = 0; words < MostPremodifiers && match.First - 1 > floor && IsPremodifier(tokens, match.First - 1); words++)
        {
            match.First--;
        }

        if (match.First - 2 > floor
            && IsNumber(_text.AsSpan(tokens[match.First - 1].Start, tokens[match.First - 1].Length))
            && _text.AsSpan(tokens[match.First - 2].Start, tokens[match.First - 2].Length) is "type" or "Type"
            && !tokens[match.First].Has(Boundary)
            && !tokens[match.First - 1].Has(Boundary))
        {
            match.First -= 2;
        }

        if (match.Last + 2 < tokens.Length
            && _text.AsSpan(tokens[match.Last + 1].Start, tokens[match.Last + 1].Length) is "type"
            && !tokens[match.Last + 1].Has(Boundary)
            && !tokens[match.Last + 2].Has(Boundary)
            && tokens[match.Last + 2].Length <= 4
            && tokens[match.Last + 2].Has(TextTokenTraits.Upper | TextTokenTraits.Digit))
        {
            match.Last += 2;
        }
    }

    /// <summary>Whether a word belongs before the name that follows it.</summary>
    private bool IsPremodifier(ReadOnlySpan<TextToken> tokens, int index)
    {
        if (tokens[index + 1].Has(Boundary | TextTokenTraits.SlashBefore) || tokens[index].Has(TextTokenTraits.Stop))
        {
            return false;
        }

        ReadOnlySpan<char> word = _text.AsSpan(tokens[index].Start, tokens[index].Length);
        if (CommonWords.IsFunctionWord(word))
        {
            return false;
        }

        // "X-linked", "late-infantile": the part before the hyphen belongs to a premodifier after it.
        if (tokens[index + 1].Has(TextTokenTraits.HyphenBefore) && !IsNumber(word))
        {
            return true;
        }

        int stem = _stemList[index];
        return stem >= 0 && _lexicon.IsPremodifier[stem] && !CommonWords.IsCommon(word) && !IsNumber(word);
    }

    private static bool IsNumber(ReadOnlySpan<char> word) => !word.ContainsAnyExcept("IVX") || !word.ContainsAnyExceptInRange('0', '9');

    private MentionCandidate[] RankCandidates(LexiconMatch match)
    {
        int only = _lexicon.Trie.FirstEntry(match.State);
        if (_lexicon.Trie.NextEntry(only) < 0)
        {
            LexiconEntry entry = _lexicon.Entries[only];
            return IsAccepted(match, entry) ? [ToCandidate(match, entry, Score(match, entry))] : [];
        }

        List<(LexiconEntry Entry, double Score)> fits = [];
        for (int e = _lexicon.Trie.FirstEntry(match.State); e >= 0; e = _lexicon.Trie.NextEntry(e))
        {
            LexiconEntry entry = _lexicon.Entries[e];
            if (!IsAccepted(match, entry))
            {
                continue;
            }

            double score = Score(match, entry);
            int known = fits.FindIndex(f => f.Entry.Node == entry.Node);
            if (known < 0)
            {
                fits.Add((entry, score));
            }
            else if (score > fits[known].Score)
            {
                fits[known] = (entry, score);
            }
        }

        fits.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : _lexicon.NodeIds[a.Entry.Node].CompareTo(_lexicon.NodeIds[b.Entry.Node]));
        PreferGeneral(fits);
        DropWorseOfSameType(fits);
        MentionCandidate[] candidates = new MentionCandidate[fits.Count];
        for (int i = 0; i < candidates.Length; i++)
        {
            candidates[i] = ToCandidate(match, fits[i].Entry, fits[i].Score);
        }

        return candidates;
    }

    private MentionCandidate ToCandidate(LexiconMatch match, LexiconEntry entry, double score) => new()
    {
        NodeId = _lexicon.NodeIds[entry.Node],
        Score = Math.Round(score, 9),
        Method = match.Method ?? (!entry.Has(LexiconEntryTraits.Preferred) ? LinkMethods.Synonym
            : entry.Name.AsSpan().Equals(Core(match), StringComparison.OrdinalIgnoreCase) ? LinkMethods.Exact : LinkMethods.Normalized),
        MatchedName = entry.Name,
    };

    /// <summary>Where two nodes fit about equally well and one is more general than the other, the text supports no more than the general one.</summary>
    private void PreferGeneral(List<(LexiconEntry Entry, double Score)> fits)
    {
        const double AboutEqual = 0.04;
        for (int i = 1; i < fits.Count && _rules.HasFlag(LexiconRules.PreferGeneral); i++)
        {
            if (fits[0].Score - fits[i].Score <= AboutEqual && _lexicon.IsAncestor(fits[i].Entry.Node, fits[0].Entry.Node))
            {
                fits[0] = (fits[i].Entry, fits[0].Score);
                fits.RemoveAt(i--);
            }
        }
    }

    /// <summary>Homonyms of another type stay in the list, for the question to tell them apart; a worse fit of the same type does not.</summary>
    private void DropWorseOfSameType(List<(LexiconEntry Entry, double Score)> fits)
    {
        const double Margin = 0.015;
        for (int i = fits.Count - 1; i > 0; i--)
        {
            NodeType type = _lexicon.NodeTypes[fits[i].Entry.Node];
            if (fits.Exists(f => f.Score > fits[i].Score + Margin && _lexicon.NodeTypes[f.Entry.Node] == type))
            {
                fits.RemoveAt(i);
            }
        }
    }

    private ReadOnlySpan<char> Core(LexiconMatch match) =>
        _text.AsSpan(_tokenList[match.CoreFirst].Start, _tokenList[match.CoreLast].End - _tokenList[match.CoreFirst].Start);

    /// <summary>How well a name fits a place: 1 letter by letter, less for each liberty that was taken.</summary>
    private double Score(LexiconMatch match, LexiconEntry entry)
    {
        double score = entry.Has(LexiconEntryTraits.Preferred) ? 1.0 : 0.98;
        if (match.Method is not null)
        {
            return score - 0.08;
        }

        if (entry.Name.AsSpan().Equals(Core(match), StringComparison.OrdinalIgnoreCase))
        {
            return score;
        }

        score -= 0.03;
        if (entry.Has(LexiconEntryTraits.Derived | LexiconEntryTraits.Generic))
        {
            return score - 0.08;
        }

        if (entry.Has(LexiconEntryTraits.Reordered))
        {
            score -= 0.02;
        }

        int same = 0;
        int words = 0;
        for (int i = match.CoreFirst; i <= match.CoreLast; i++)
        {
            int stem = _stemList[i];
            if (stem >= 0)
            {
                words++;
                same += entry.Words.Contains(stem) ? 1 : 0;
            }
        }

        return score - (0.05 * Math.Max(0, words - same));
    }
}
