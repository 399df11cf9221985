using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds names that share words with a neighbour in a list: "breast, ovarian and lung cancer".</summary>
internal sealed class CoordinationFinder(LexiconReading reading)
{
    /// <summary>The maximum number of items that share the words of one match.</summary>
    private const int MaxItems = 5;

    /// <summary>The maximum number of words in an item.</summary>
    private const int MaxItemWords = 3;

    private readonly EntityLexicon _lexicon = reading.Lexicon;
    private readonly Conjunctions _conjunctions = new(reading);
    private readonly HashSet<(int First, int Last)> _names = [];
    private readonly Dictionary<int, int> _longestFrom = [];

    /// <summary>Adds the names that share words with the matches so far.</summary>
    public void Find()
    {
        int count = reading.Matches.Count;
        for (int i = 0; i < count; i++)
        {
            LexiconMatch match = reading.Matches[i];
            if (match.Method is not null || match.Last == match.First)
            {
                continue;
            }

            if (match.First > 0 && _conjunctions.MayJoin(match.First, match.First - 1))
            {
                IndexNames(count);
                ExtendLeft(match);
            }

            if (match.Last + 1 < reading.Tokens.Length && _conjunctions.MayJoin(match.Last + 1, match.Last + 1))
            {
                IndexNames(count);
                ExtendRight(match);
            }
        }
    }

    private void IndexNames(int count)
    {
        if (_names.Count > 0)
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            LexiconMatch match = reading.Matches[i];
            if (match.Method is null)
            {
                _names.Add((match.First, match.Last));
                _longestFrom[match.First] = Math.Max(match.Last, _longestFrom.GetValueOrDefault(match.First));
            }
        }
    }

    /// <summary>Finds items that share the head of a match after them: "branchial, otic and renal anomalies".</summary>
    private void ExtendLeft(LexiconMatch match)
    {
        for (int head = match.First + 1; head <= match.Last && !reading.Tokens[head].Has(TextTokenTraits.Stop); head++)
        {
            int end = match.First - 1;
            for (int items = 0; items < MaxItems && end >= 0; items++)
            {
                int itemEnd = _conjunctions.FindItemBefore(end + 1, needsConjunction: items == 0);
                int itemStart = itemEnd < 0 ? -1 : FindItemStart(match, head, itemEnd);
                if (itemEnd < 0 || (itemStart < 0 && items > 0))
                {
                    break;
                }

                end = (itemStart < 0 ? itemEnd : itemStart) - 1;
            }
        }
    }

    /// <summary>Adds the names of an item, by its last token, with a head after it; returns the first token of the longest, or -1.</summary>
    private int FindItemStart(LexiconMatch match, int head, int end)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        int found = -1;
        for (int start = end; start > end - MaxItemWords && start >= 0; start--)
        {
            if ((start < end && tokens[start + 1].Has(LexiconReading.Boundary)) || tokens[start].Has(TextTokenTraits.Stop) || reading.IsConjunction(start))
            {
                break;
            }

            // An item that is a name of its own shares no head.
            int state = reading.Walk(reading.Walk(TokenTrie.Root, start, end), head, match.Last);
            if (!_names.Contains((start, end)) && Add(start, match.Last, state, allowReordered: false))
            {
                found = start;
            }
        }

        return found;
    }

    /// <summary>Finds items that share the start of a match before them: "cleft lip and palate", "pits of the palms and soles".</summary>
    private void ExtendRight(LexiconMatch match)
    {
        int end = match.Last;
        for (int items = 0; items < MaxItems && end >= 0; items++)
        {
            int start = _conjunctions.FindItemAfter(end);
            end = start < 0 ? -1 : FindItemEnd(match, start);
        }
    }

    /// <summary>Adds the names of an item, by its first token, with the start of a match before it; returns the last token of the longest, or -1.</summary>
    private int FindItemEnd(LexiconMatch match, int start)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        int found = -1;
        for (int last = start; last < Math.Min(start + MaxItemWords, tokens.Length); last++)
        {
            if ((last > start && tokens[last].Has(LexiconReading.Boundary)) || tokens[last].Has(TextTokenTraits.Stop) || reading.IsConjunction(last))
            {
                break;
            }

            if (!reading.EndsPhrase(last) || StartsLongerName(start, last) || (last == start && _lexicon.IsGeneralWord(reading.Classes[last])))
            {
                continue;
            }

            for (int shared = match.First; shared < match.Last; shared++)
            {
                int state = reading.Walk(reading.Walk(TokenTrie.Root, match.First, shared), start, last);
                if (Add(match.First, last, state, allowReordered: tokens[shared + 1].Has(TextTokenTraits.Stop)))
                {
                    found = last;
                }
            }
        }

        return found;
    }

    private bool Add(int first, int last, int state, bool allowReordered)
    {
        for (int entry = state < 0 ? -1 : _lexicon.Trie.FirstEntry(state); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            LexiconEntry name = _lexicon.Entries[entry];
            if (name.Words.Length > 1 && (allowReordered || !name.Has(LexiconEntryTraits.Reordered)))
            {
                if (!IsAdded(first, last, state))
                {
                    reading.Matches.Add(new LexiconMatch(first, last, state, LinkMethods.Coordination));
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the matches added last is the same: "damage to the" shares what "damage" shares.</summary>
    private bool IsAdded(int first, int last, int state)
    {
        for (int i = reading.Matches.Count - 1; i >= 0 && reading.Matches[i].First == first && reading.Matches[i].Method == LinkMethods.Coordination; i--)
        {
            if (reading.Matches[i].Last == last && reading.Matches[i].State == state)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name starts in an item and ends after it.</summary>
    private bool StartsLongerName(int first, int last)
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
}
