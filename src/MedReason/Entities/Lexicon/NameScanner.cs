using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the places where the words of a text spell out names of the lexicon.</summary>
internal sealed class NameScanner(LexiconReading reading, NameFilter filter)
{
    /// <summary>The maximum number of words without meaning of their own inside a name.</summary>
    private const int MaxStopWords = 3;

    /// <summary>The maximum number of linking words inside a name.</summary>
    private const int MaxLinks = 4;

    /// <summary>The number of words between two checks for cancellation, less one.</summary>
    private const int CancellationMask = 0xFFFF;

    private readonly EntityLexicon _lexicon = reading.Lexicon;
    private readonly PhraseParts _phrases = new(reading);
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
        // A word that was read as a part of a name ("right flank pain") may also stand between the words of another ("pain in the right knee").
        int firstLink = FollowNames(first, firstClass, isWhole, first, tokens, classes);
        if (firstLink > first)
        {
            FollowNames(first, firstClass, isWhole, firstLink, tokens, classes);
        }
    }

    /// <summary>Adds the names from a word on that read sides and possessives as their parts, or those that read over them.</summary>
    /// <param name="first">The word.</param>
    /// <param name="firstClass">The class that the word is read as.</param>
    /// <param name="isWhole">Whether the word is a name alone and not the start of one.</param>
    /// <param name="linkFrom">The word from which on sides and possessives are read over, and behind which names end; the first word for none.</param>
    /// <param name="tokens">The words of the text.</param>
    /// <param name="classes">The classes of the words.</param>
    /// <returns>The first side or possessive that was read as a part of a name; -1 where none was.</returns>
    private int FollowNames(int first, int firstClass, bool isWhole, int linkFrom, ReadOnlySpan<TextToken> tokens, ReadOnlySpan<int> classes)
    {
        TokenTrie trie = _lexicon.Trie;
        int firstLink = -1;
        int state = TokenTrie.Root;
        int stopWords = 0;
        int links = 0;
        bool afterAside = false;
        bool hasSide = false;
        int end = isWhole ? first + 1 : tokens.Length;
        for (int i = first; i < end; i++)
        {
            TextToken token = tokens[i];
            if (i > first && token.Has(LexiconReading.Boundary))
            {
                if (!Crosses(token, ref state, ref afterAside, out bool isAside))
                {
                    return firstLink;
                }

                if (isAside)
                {
                    continue;
                }
            }

            afterAside = false;
            if (token.Has(TextTokenTraits.Stop))
            {
                if (++stopWords > MaxStopWords)
                {
                    return firstLink;
                }

                continue;
            }

            LinkingKind linking = token.Has(TextTokenTraits.Linking) ? LinkingOf(i, first) : LinkingKind.None;
            bool isLink = linking >= LinkingKind.Possessive;
            int next = isLink && linkFrom > first ? -1 : Step(state, i == first ? firstClass : classes[i], isWhole, token);
            if (next < 0)
            {
                if (!MayLink(i, linking, ref hasSide) || ++links > MaxLinks)
                {
                    return firstLink;
                }

                continue;
            }

            firstLink = isLink && firstLink < 0 ? i : firstLink;
            state = next;
            if (trie.FirstEntry(state) >= 0 && i >= linkFrom)
            {
                Add(new LexiconMatch(first, i, state) { HasSide = hasSide });
            }
        }

        return firstLink;
    }

    /// <summary>
    /// Whether a word may stand between the words of a name. A side may before a word that is no term with it ("right knee"): not in "left ventricle", which
    /// is one, nor as the verb of "the pain left his knee".
    /// </summary>
    private bool MayLink(int token, LinkingKind linking, ref bool hasSide)
    {
        if (linking != LinkingKind.Side)
        {
            return linking != LinkingKind.None;
        }

        int next = token + 1;
        hasSide = next < reading.Tokens.Length && !reading.Tokens[next].Has(TextTokenTraits.Stop) && reading.Words[next] >= 0
            && !reading.Tokens[next].Has(TextTokenTraits.Linking) && !_lexicon.IsSided[reading.Classes[next]];
        return hasSide;
    }

    private LinkingKind LinkingOf(int token, int first) => token == first ? LinkingKind.None : _lexicon.Linking[reading.Words[token]];

    /// <summary>Whether a name goes on behind a mark: one that it has itself, or a bracket with a short form in it.</summary>
    private bool Crosses(TextToken token, ref int state, ref bool afterAside, out bool isAside)
    {
        isAside = false;
        int marked = StepMark(state, token);
        if (marked >= 0)
        {
            state = marked;
            return true;
        }

        if (token.Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore))
        {
            return false;
        }

        if (!afterAside)
        {
            isAside = afterAside = IsAside(token);
            return isAside;
        }

        return true;
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
