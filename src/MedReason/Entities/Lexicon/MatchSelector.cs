using System.Runtime.InteropServices;

namespace MedReason.Entities;

/// <summary>Selects the matches of a text that become mentions.</summary>
internal sealed class MatchSelector(LexiconReading reading, NameFilter filter)
{
    private readonly EntityLexicon _lexicon = reading.Lexicon;
    private readonly MentionExtender _extender = new(reading);

    /// <summary>Returns the selected matches by start, longest first.</summary>
    public List<LexiconMatch> Select()
    {
        List<LexiconMatch> matches = reading.Matches;
        if (reading.HasEponyms)
        {
            RemoveCoveredHeads(matches);
        }

        matches.Sort(static (a, b) =>
            a.First != b.First ? a.First.CompareTo(b.First) : a.Last != b.Last ? b.Last.CompareTo(a.Last)
            : a.CoreFirst != b.CoreFirst ? a.CoreFirst.CompareTo(b.CoreFirst)
            : a.HasSide != b.HasSide ? a.HasSide.CompareTo(b.HasSide) : a.State.CompareTo(b.State));
        RemoveOverreaching(matches);
        List<LexiconMatch> selected = reading.IncludeNested ? SelectNested(matches) : SelectLongest(matches);
        foreach (ref LexiconMatch match in CollectionsMarshal.AsSpan(selected))
        {
            match.IsBroader = match.CoreFirst > 0 && reading.IsUnreadModifier(match.CoreFirst - 1);
        }

        return selected;
    }

    /// <summary>Removes general heads with an eponym where a name of the graph that contains more words ends with them.</summary>
    private static void RemoveCoveredHeads(List<LexiconMatch> matches)
    {
        Dictionary<int, int> firstOfLast = [];
        foreach (LexiconMatch match in matches)
        {
            firstOfLast[match.Last] = Math.Min(match.CoreFirst, firstOfLast.GetValueOrDefault(match.Last, int.MaxValue));
        }

        matches.RemoveAll(m => m.First < m.CoreFirst && firstOfLast[m.Last] < m.CoreFirst);
    }

    /// <summary>
    /// Removes names that begin with a general word and take the first words of a longer name behind it: "signs of heart" in "signs of heart failure".
    /// </summary>
    private void RemoveOverreaching(List<LexiconMatch> sorted)
    {
        int kept = 0;
        for (int i = 0; i < sorted.Count; i++)
        {
            LexiconMatch match = sorted[i];
            if (match.Method is not null || !_lexicon.IsGeneralWord(reading.Classes[match.CoreFirst]) || !Overreaches(match, sorted, i + 1))
            {
                sorted[kept++] = match;
            }
        }

        sorted.RemoveRange(kept, sorted.Count - kept);
    }

    private static bool Overreaches(LexiconMatch match, List<LexiconMatch> sorted, int next)
    {
        for (; next < sorted.Count && sorted[next].First <= match.Last; next++)
        {
            if (sorted[next].First > match.First && sorted[next].Last > match.Last && sorted[next].Method is null)
            {
                return true;
            }
        }

        return false;
    }

    private List<LexiconMatch> SelectNested(List<LexiconMatch> sorted)
    {
        List<LexiconMatch> selected = [];
        LexiconMatch outer = new(first: 0, last: -1, state: 0);
        foreach (LexiconMatch match in sorted)
        {
            // The parts of a coordination overlap: each stands for itself.
            bool isPart = match.Method == LinkMethods.Coordination;
            bool isOuter = !isPart && match.First > outer.Last;
            if (isOuter)
            {
                outer = match;
            }

            if (isPart || isOuter || (match.Last <= outer.Last && !FollowsExtent(match, outer) && !IsNeutral(match, outer) && !IsState(match)
                && IsMoreGeneral(match, outer)))
            {
                selected.Add(match);
            }
        }

        return selected;
    }

    /// <summary>Whether only words for an extent or a course precede an inner name in the outer one.</summary>
    private bool FollowsExtent(LexiconMatch inner, LexiconMatch outer)
    {
        if (inner.Last != outer.Last || outer.Method is not null || !reading.Uses(LexiconRules.Extents))
        {
            return false;
        }

        for (int i = outer.First; i < inner.First; i++)
        {
            if (!reading.LanguageWords.Extents.Contains(reading.TextOf(i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an inner name is one word for a state, which in a longer name says of what the state is: "males were infertile".</summary>
    private bool IsState(LexiconMatch inner) => inner.First == inner.Last && inner.Method is null && filter.SaysState(inner);

    /// <summary>Whether an inner name needs a general word to mean an abnormality that the outer name has for itself: "coarse facial features".</summary>
    private bool IsNeutral(LexiconMatch inner, LexiconMatch outer)
    {
        if (!reading.Uses(LexiconRules.NeutralParts) || outer.Method is not null)
        {
            return false;
        }

        for (int i = inner.First; i <= inner.Last; i++)
        {
            if (_lexicon.IsGeneralWord(reading.Classes[i]) && HasAll(outer, reading.Words[i]) && !HasAny(inner, reading.Words[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether no name of a match has another word for one of its words.</summary>
    private bool HasAll(LexiconMatch match, int word)
    {
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (!_lexicon.Entries[entry].Words.Contains(word))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasAny(LexiconMatch match, int word)
    {
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (_lexicon.Entries[entry].Words.Contains(word))
            {
                return true;
            }
        }

        return false;
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
        List<LexiconMatch> selected = [];
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
                // "breast, ovarian and lung cancer" is one phrase: what overlaps belongs to it, within the length of a phrase.
                phrase.Last = Math.Max(phrase.Last, Math.Min(sorted[next].Last, match.First + LexiconReading.MaxPhraseWords));
            }

            _extender.Extend(ref phrase, end);
            end = phrase.Last;
            selected.Add(match with { First = phrase.First, Last = phrase.Last });
            if (isCoordination)
            {
                AddParts(selected, CollectionsMarshal.AsSpan(sorted)[(i + 1)..next], phrase);
            }
        }

        return selected;
    }

    /// <summary>Adds the parts of a coordination, each a mention of the whole phrase with its own node, without names that are nested in a part.</summary>
    private static void AddParts(List<LexiconMatch> selected, ReadOnlySpan<LexiconMatch> parts, LexiconMatch phrase)
    {
        foreach (LexiconMatch part in parts)
        {
            bool isNested = part.Last > phrase.Last;
            for (int j = 0; j < parts.Length && part.Method is null && !isNested; j++)
            {
                LexiconMatch other = parts[j];
                isNested = other.Method is null && other.First <= part.First && other.Last >= part.Last && other.Last - other.First > part.Last - part.First;
            }

            if (!isNested)
            {
                selected.Add(part with { First = phrase.First, Last = phrase.Last });
            }
        }
    }
}
