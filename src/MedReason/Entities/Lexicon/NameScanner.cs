using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the places where the words of a text spell out names of the lexicon.</summary>
internal sealed class NameScanner(LexiconReading reading, NameFilter filter)
{
    /// <summary>The maximum number of words without meaning of their own inside a name.</summary>
    private const int MaxStopWords = 3;

    /// <summary>The maximum number of words between what is described and its description.</summary>
    private const int MaxLinks = 4;

    /// <summary>The number of words between two checks for cancellation, less one.</summary>
    private const int CancellationMask = 0xFFFF;

    private readonly EntityLexicon _lexicon = reading.Lexicon;
    private readonly PhraseParts _phrases = new(reading);
    private readonly bool _readsPredicates = reading.Uses(LexiconRules.Predicates);
    private readonly bool _findsEponyms = !reading.IncludeNested && reading.Uses(LexiconRules.Eponyms);

    public void Scan(CancellationToken cancellationToken)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        ReadOnlySpan<int> classes = reading.Classes;
        for (int first = 0; first < tokens.Length; first++)
        {
            if ((first & CancellationMask) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (classes[first] >= 0 && !reading.IsUnit(first))
            {
                ScanFrom(first, classes[first], tokens[first].Has(TextTokenTraits.Quality), tokens, classes);
                if (reading.StateOf(first) is ( >= 0 and int noun, var kind) && _lexicon.Classes[noun] != classes[first])
                {
                    ScanFrom(first, _lexicon.Classes[noun], kind == StateKind.Quality, tokens, classes);
                }
            }
        }
    }

    /// <summary>Follows the names from a word on.</summary>
    /// <param name="first">The word.</param>
    /// <param name="firstClass">The class that the word is read as.</param>
    /// <param name="isWhole">Whether the word is a name alone and not the start of one.</param>
    /// <param name="tokens">The words of the text.</param>
    /// <param name="classes">The classes of the words.</param>
    private void ScanFrom(int first, int firstClass, bool isWhole, ReadOnlySpan<TextToken> tokens, ReadOnlySpan<int> classes)
    {
        TokenTrie trie = _lexicon.Trie;
        int state = TokenTrie.Root;
        int stopWords = 0;
        int links = 0;
        bool afterAside = false;
        int end = isWhole ? first + 1 : tokens.Length;
        for (int i = first; i < end; i++)
        {
            TextToken token = tokens[i];
            if (i > first && token.Has(LexiconReading.Boundary))
            {
                int marked = StepMark(state, token);
                if (marked >= 0)
                {
                    state = marked;
                }
                else if (token.Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore))
                {
                    return;
                }
                else if (!afterAside)
                {
                    if (!IsAside(token))
                    {
                        return;
                    }

                    afterAside = true;
                    continue;
                }
            }

            afterAside = false;
            if (token.Has(TextTokenTraits.Stop))
            {
                if (++stopWords > MaxStopWords)
                {
                    return;
                }

                continue;
            }

            int next = Step(state, i == first ? firstClass : classes[i], isWhole, token);
            if (next < 0)
            {
                if (!_readsPredicates || i == first || reading.Words[i] < 0 || !_lexicon.IsPredicate[reading.Words[i]] || ++links > MaxLinks)
                {
                    return;
                }

                continue;
            }

            state = next;

            if (trie.FirstEntry(state) >= 0)
            {
                Add(new LexiconMatch(first, i, state));
            }
        }
    }

    /// <summary>Steps over a word; a quality of a thing is no part of a longer name.</summary>
    private int Step(int state, int wordClass, bool isWhole, TextToken token) =>
        wordClass < 0 || (token.Has(TextTokenTraits.Quality) && !isWhole) ? -1 : _lexicon.Trie.Step(state, wordClass);

    /// <summary>Steps over a mark: "sodium phosphate, monobasic" is one name where the graph writes it that way.</summary>
    private int StepMark(int state, TextToken token) =>
        _lexicon.Comma < 0 || state < 0 ? -1 : _lexicon.Trie.Step(state, LexiconReading.IsComma(token) ? _lexicon.Comma : _lexicon.Break);

    /// <summary>Whether a bracket contains this word only, and the word is a short form: "glucose-6-phosphate dehydrogenase (G6PD) deficiency".</summary>
    private bool IsAside(TextToken token)
    {
        string text = reading.Text;
        return token.Start > 0 && text[token.Start - 1] == '(' && token.End < text.Length && text[token.End] == ')'
            && ShortForms.IsShortForm(text.AsSpan(token.Start, token.Length));
    }

    private void Add(LexiconMatch match)
    {
        if (_findsEponyms && match.First == match.Last && IsGeneric(match.State))
        {
            match.First = EponymFinder.FindStart(reading, match.First);
            reading.HasEponyms |= match.First < match.CoreFirst;
        }

        if (reading.Tokens[match.Last].Has(TextTokenTraits.Combining) || (match.First > 0 && reading.Tokens[match.First - 1].Has(TextTokenTraits.Combining)))
        {
            return;
        }

        if (filter.Accepts(match) && !_phrases.Contains(match))
        {
            reading.Matches.Add(match);
        }
    }

    /// <summary>Whether the names of a state are too general to be a mention alone.</summary>
    private bool IsGeneric(int state) => _lexicon.Entries[_lexicon.Trie.FirstEntry(state)].Has(LexiconEntryTraits.Generic);
}
